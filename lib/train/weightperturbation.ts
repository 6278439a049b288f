import { checkCount, checkNumber, refuse } from "../check.ts";
import { Parameter } from "../parameter.ts";
import { generator, Rng } from "../rng.ts";

/**
 * Learning without a gradient (lecture slide 18): change a weight a little, keep the change if E improves.
 *
 *     w_i ← w_i + σ ε, ε standard normal and i drawn from all weights         taken back unless E is smaller then
 *
 *     const trainer = new WeightPerturbation(net.parameters(), { std: 0.3, rng: new Rng(1) });
 *     const E = trainer.step(() => loss.fprop(net.fprop(x), t));
 *
 * E may be any function of the parameters, with steps, kinks and all; each try costs one evaluation of it and tells about
 * one weight only, where one bprop tells about all. Frozen parameters are left alone.
 */
export class WeightPerturbation {
  readonly parameters: readonly Parameter[];
  /** σ, how far a weight is moved. */
  std: number;
  /** How many changes were tried so far, and how many of them were kept. */
  tried = 0;
  kept = 0;
  private readonly rng: Rng;

  /** @throws FpropError ARGUMENT */
  constructor(params: Iterable<Parameter>, { std = 0.1, rng = generator }: { std?: number; rng?: Rng } = {}) {
    if (!(Symbol.iterator in Object(params))) refuse("ARGUMENT", this, "params", "Parameters", params);
    this.parameters = [...new Set(params)];
    for (const [i, p] of this.parameters.entries())
      if (!(p instanceof Parameter)) refuse("ARGUMENT", this, `params[${i}]`, "a Parameter", p);
    if (this.parameters.length === 0) refuse("ARGUMENT", this, "params", "at least one Parameter", "none");
    checkNumber(this, "std", std, 0);
    if (!(rng instanceof Rng)) refuse("ARGUMENT", this, "rng", "an Rng", rng);
    this.std = std;
    this.rng = rng;
  }

  /**
   * Evaluates E, then tries `tries` changes one after another, with one evaluation each; returns the E that is reached.
   * What `energy` throws passes through, and then this step has changed nothing.
   * @throws FpropError ARGUMENT; STATE where all parameters are frozen; NONFINITE where E is NaN from the start
   */
  step(energy: () => number, tries = 1): number {
    if (typeof energy !== "function") refuse("ARGUMENT", this, "energy", "a function that gives E", energy);
    checkCount(this, "tries", tries);
    checkNumber(this, "std", this.std, 0);
    const weights = this.parameters.filter((p) => p.trainable);
    const count = weights.reduce((sum, { value }) => sum + value.size, 0);
    if (count === 0) refuse("STATE", this, "step", "called with parameters that are not all frozen", "frozen ones");

    const state = this.rng.state;
    const changes: { p: Parameter; i: number; before: number }[] = [];
    try {
      let E = this.evaluate(energy);
      if (Number.isNaN(E)) refuse("NONFINITE", this, "E", "a number to improve on", "NaN");
      for (let k = 0; k < tries; k++) {
        let [i, at] = [this.rng.integer(count), 0];
        while (i >= weights[at].value.size) i -= weights[at++].value.size;
        const p = weights[at];
        changes.push({ p, i, before: p.value.data[i] });
        p.value.data[i] += this.std * this.rng.normal();
        const next = this.evaluate(energy);
        if (next < E) E = next;
        else undo(changes.pop()!);
      }
      this.tried += tries;
      this.kept += changes.length;
      return E;
    } catch (error) {
      // In reverse: a weight that was changed twice ends where it began.
      while (changes.length > 0) undo(changes.pop()!);
      this.rng.state = state;
      throw error;
    }
  }

  private evaluate(energy: () => number): number {
    const E: unknown = energy();
    return typeof E === "number" ? E : refuse("ARGUMENT", this, "what energy returns", "a number", E);
  }

  toString(): string {
    return this.constructor.name;
  }
}

function undo({ p, i, before }: { p: Parameter; i: number; before: number }): void {
  p.value.data[i] = before;
}
