import { checkCount, checkNumber, refuse } from "../check.ts";
import type { AnyModule, StateDict } from "../module.ts";
import { StateReader, type TrainingState } from "../optim/statereader.ts";
import { Tensor } from "../tensor.ts";

export interface EarlyStoppingOptions {
  /** How many epochs without improvement are borne. */
  patience?: number;
  /** What counts as improvement: more than this. */
  minDelta?: number;
  /** Whether less is better, or more. */
  mode?: "min" | "max";
  /** Whether the best weights come back in the end. */
  restoreBest?: boolean;
}

/**
 * Ends a training that no longer improves: `fit(net, …, { validation, earlyStopping: new EarlyStopping({ patience: 5 }) })`
 * ends after 5 epochs in a row whose E of the validation is no better than the best so far, and gives the net the weights
 * (and buffers) of the best. Keras' callback.
 * @throws FpropError ARGUMENT
 */
export class EarlyStopping {
  private readonly options: Required<EarlyStoppingOptions>;
  /** The best value so far, and the epochs since. */
  best: number;
  wait = 0;
  private state: StateDict | undefined;

  constructor({ patience = 10, minDelta = 0, mode = "min", restoreBest = true }: EarlyStoppingOptions = {}) {
    checkCount("EarlyStopping", "patience", patience, 1);
    checkNumber("EarlyStopping", "minDelta", minDelta, 0);
    if (mode !== "min" && mode !== "max") refuse("ARGUMENT", "EarlyStopping", "mode", '"min" or "max"', mode);
    this.options = { patience, minDelta, mode, restoreBest };
    this.best = mode === "min" ? Infinity : -Infinity;
  }

  /** Takes the value of an epoch; returns whether this is enough. What is no number is no improvement. */
  update(value: number, net: AnyModule): boolean {
    const { patience, minDelta, mode, restoreBest } = this.options;
    const better = mode === "min" ? value < this.best - minDelta : value > this.best + minDelta;
    if (better) {
      this.best = value;
      if (restoreBest) this.state = net.stateDict();
    }
    this.wait = better ? 0 : this.wait + 1;
    return this.wait >= patience;
  }

  /** Gives the net the best weights, where they are kept. */
  restore(net: AnyModule): void {
    if (this.state !== undefined) net.loadStateDict(this.state);
  }

  stateDict(): TrainingState {
    const kept = Object.entries(this.state ?? {}).map(([name, t]) => [`state.${name}`, t.clone()] as const);
    return { best: this.best, wait: this.wait, ...Object.fromEntries(kept) };
  }

  /** @throws FpropError STATE_DICT, ARGUMENT */
  loadStateDict(state: TrainingState): void {
    const { best, wait, ...rest } = state;
    const from = new StateReader("EarlyStopping", { best, wait });
    const [value, count] = [from.number("best"), from.count("wait")];
    const kept = Object.entries(rest).map(([path, t]) => {
      if (!path.startsWith("state.") || !(t instanceof Tensor))
        refuse("STATE_DICT", "EarlyStopping", `state "${path}"`, "a tensor of the best weights", t);
      return [path.slice(6), t.clone()] as const;
    });
    [this.best, this.wait] = [value, count];
    this.state = kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
}
