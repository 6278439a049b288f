import { checkCount, checkNumber, refuse } from "../../check.ts";
import { Optimizer } from "../optimizer.ts";
import { StateReader, type TrainingState } from "../statereader.ts";
import type { Scheduled } from "./lrscheduler.ts";

export interface ReduceLROnPlateauOptions {
  /** Whether less is better, or more. */
  mode?: "min" | "max";
  /** By what the rate is multiplied. */
  factor?: number;
  /** How many epochs without improvement are borne. */
  patience?: number;
  /** What counts as improvement: this share of the best value, or this much. */
  threshold?: number;
  thresholdMode?: "rel" | "abs";
  /** How many epochs after a reduction nothing is counted. */
  cooldown?: number;
  minLr?: number | readonly number[];
  /** Reductions by less are left out. */
  eps?: number;
}

/**
 * Reduces the rates where a metric no longer improves: `schedule.step(E)` after each epoch. It changes the rates that it
 * finds, so it is no function of the epoch, and is not combined with other schedules.
 */
export class ReduceLROnPlateau {
  readonly optimizer: Scheduled;
  private readonly options: Required<ReduceLROnPlateauOptions>;
  private readonly least: readonly number[];
  lastEpoch = 0;
  /** The best value so far. */
  best: number;
  numBadEpochs = 0;
  cooldownCounter = 0;

  /** @throws FpropError ARGUMENT */
  constructor(optimizer: Scheduled, options: ReduceLROnPlateauOptions = {}) {
    if (!(optimizer instanceof Optimizer)) refuse("ARGUMENT", this, "optimizer", "an Optimizer", optimizer);
    const { mode = "min", factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = "rel" } = options;
    const { cooldown = 0, minLr = 0, eps = 1e-8 } = options;
    if (mode !== "min" && mode !== "max") refuse("ARGUMENT", this, "mode", '"min" or "max"', mode);
    checkNumber(this, "factor", factor, 0, 1, true);
    checkCount(this, "patience", patience, 0);
    checkNumber(this, "threshold", threshold, 0);
    if (thresholdMode !== "rel" && thresholdMode !== "abs")
      refuse("ARGUMENT", this, "thresholdMode", '"rel" or "abs"', thresholdMode);
    checkCount(this, "cooldown", cooldown, 0);
    checkNumber(this, "eps", eps, 0);
    const { length } = optimizer.groups;
    this.least = typeof minLr === "number" ? Array.from({ length }, () => minLr) : minLr;
    if (!Array.isArray(this.least) || this.least.length !== length)
      refuse("ARGUMENT", this, "minLr", `a number, or ${length}, one for each group`, minLr);
    for (const v of this.least) checkNumber(this, "minLr", v, 0);
    this.optimizer = optimizer;
    this.options = { mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps };
    this.best = this.worst;
  }

  private get worst(): number {
    return this.options.mode === "min" ? Infinity : -Infinity;
  }

  private better(value: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    const sign = mode === "min" ? -1 : 1;
    const bar = thresholdMode === "rel" ? this.best * (1 + sign * threshold) : this.best + sign * threshold;
    return mode === "min" ? value < bar : value > bar;
  }

  /** @throws FpropError ARGUMENT for what is no number; NaN is one that is never better */
  step(metric: number): void {
    if (typeof metric !== "number") refuse("ARGUMENT", this, "metric", "a number", metric);
    const { patience, cooldown } = this.options;
    this.lastEpoch++;
    if (this.better(metric)) {
      this.best = metric;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs <= patience) return;
    for (const [i, group] of this.optimizer.groups.entries()) {
      const lr = Math.max(group.lr * this.options.factor, this.least[i]);
      if (group.lr - lr > this.options.eps) group.lr = lr;
    }
    this.cooldownCounter = cooldown;
    this.numBadEpochs = 0;
  }

  /** All that it goes on from; `best` is there from the first better value on. */
  stateDict(): TrainingState {
    const { lastEpoch, numBadEpochs, cooldownCounter } = this;
    return { lastEpoch, numBadEpochs, cooldownCounter, ...(this.best === this.worst ? {} : { best: this.best }) };
  }

  /**
   * Takes over what `stateDict` gave; the rates are in the optimizer's.
   * @throws FpropError STATE_DICT, ARGUMENT
   */
  loadStateDict(state: TrainingState): void {
    const from = new StateReader(this, state);
    const [lastEpoch, numBadEpochs] = [from.count("lastEpoch"), from.count("numBadEpochs")];
    const cooldownCounter = from.count("cooldownCounter");
    const best = from.has("best") ? from.number("best") : this.worst;
    from.end();
    Object.assign(this, { lastEpoch, numBadEpochs, cooldownCounter, best });
  }

  toString(): string {
    return this.constructor.name;
  }
}
