import { checkNumber, checkTuple, refuse } from "../lib/check.ts";
import { located } from "../lib/errors.ts";
import type { Expression, Tree } from "../lib/expressions/expression.ts";
import { add, mul } from "../lib/expressions/operations.ts";
import { inside } from "../lib/layers/branches.ts";
import { expressed, Loss, type AnyLoss } from "../lib/loss.ts";
import type { Value } from "../lib/value.ts";

type OutputsOf<L extends readonly AnyLoss[]> = { [K in keyof L]: L[K] extends Loss<infer Y, infer _> ? Y : never };
type TargetsOf<L extends readonly AnyLoss[]> = { [K in keyof L]: L[K] extends Loss<infer _, infer T> ? T : never };

/**
 * A loss for each output of a module of several: E = Σ_k w_k E_k(y_k, t_k),  dy_k = w_k ∂E_k/∂y_k, for tuples y and t.
 *
 *     const loss = new MultiLoss([new CrossEntropyLoss(), new MSELoss()], { weights: [1, 0.1] });
 *     const E = loss.fprop(net.fprop(x), [classes, boxes]);
 *     net.bprop(loss.bprop());
 *
 * All weights w are 1 by default; `terms` are the latest E_k. For several losses of one output, let a Graph return it
 * several times, which adds up their gradients. Torch7's ParallelCriterion.
 * @throws FpropError SHAPE for a y or t that is no tuple of as many; DUPLICATE for one loss twice; what the losses throw
 */
export class MultiLoss<const L extends readonly AnyLoss[]> extends Loss<OutputsOf<L> & Value, TargetsOf<L>> {
  readonly losses: L;
  readonly weights: readonly number[];
  /** E_k of the latest fprop, without the weights. */
  readonly terms: number[];
  /** Whether the losses' intermediates are all of one fprop. */
  private complete = false;

  constructor(losses: L, { weights }: { weights?: readonly number[] } = {}) {
    super();
    if (!Array.isArray(losses) || losses.length === 0 || !losses.every((l) => l instanceof Loss))
      refuse("ARGUMENT", this, "losses", "an array of Losses", losses);
    if (new Set(losses).size < losses.length)
      refuse("DUPLICATE", this, "losses", "each a loss of its own", "one twice");
    const w: readonly number[] = weights ?? losses.map(() => 1);
    if (!Array.isArray(w) || w.length !== losses.length)
      refuse("ARGUMENT", this, "weights", `${losses.length} numbers`, w);
    for (const [k, v] of w.entries()) checkNumber(this, `weights[${k}]`, v);
    this.losses = losses;
    this.weights = [...w];
    this.terms = losses.map(() => 0);
  }

  fprop(y: OutputsOf<L> & Value, t: TargetsOf<L>): number {
    const n = this.losses.length;
    checkTuple(this, y, n, "y");
    checkTuple(this, t, n, "t");
    let E = 0;
    for (const [k, loss] of this.losses.entries())
      try {
        const e: unknown = loss.fprop(y[k], t[k]);
        this.complete = k === n - 1;
        if (typeof e !== "number") refuse("ARGUMENT", this, `losses[${k}]`, "one that is reduced to a number", e);
        this.terms[k] = e;
        E += this.weights[k] * e;
      } catch (error) {
        throw located(error, k);
      }
    return E;
  }

  bprop(dE = 1): OutputsOf<L> & Value {
    if (!this.complete) refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    checkNumber(this, "dE", dE);
    return this.losses.map((loss, k) => loss.bprop(this.weights[k] * dE)) as unknown as OutputsOf<L> & Value;
  }

  override express(y: readonly Tree[], t: TargetsOf<L>): Expression {
    return this.losses
      .map((loss, k) =>
        mul(
          this.weights[k],
          inside(k, () => expressed(loss, y[k], t[k])),
        ),
      )
      .reduce((sum, term) => add(sum, term));
  }
}
