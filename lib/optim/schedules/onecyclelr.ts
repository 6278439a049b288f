import { checkCount, checkNumber, refuse } from "../../check.ts";
import { LRScheduler, type Cycled, type Scheduled } from "./lrscheduler.ts";
import { cosine, linear } from "./phases.ts";

/** One number for all groups, or one for each. */
type Each = number | readonly number[];

export interface OneCycleLROptions {
  totalSteps?: number;
  epochs?: number;
  stepsPerEpoch?: number;
  pctStart?: number;
  annealStrategy?: "cos" | "linear";
  cycleMomentum?: boolean;
  baseMomentum?: Each;
  maxMomentum?: Each;
  divFactor?: number;
  finalDivFactor?: number;
  threePhase?: boolean;
}

/** From one end of a cycle to another: 0 is the low rate, 1 the high one, 2 the last one. */
type Phase = readonly [end: number, from: 0 | 1 | 2, to: 0 | 1 | 2];

/**
 * One cycle of totalSteps steps (Smith and Topin, 2018): the rate rises from maxLr / divFactor to maxLr in the first
 * pctStart of them, and falls to the 1 / finalDivFactor of where it began; with `threePhase` first back to there in as
 * many. The momentum (or β₁) goes the other way, from maxMomentum to baseMomentum and back. totalSteps may be given as
 * epochs and stepsPerEpoch. `step` is called after each batch; after the last one nothing changes any more.
 */
export class OneCycleLR extends LRScheduler {
  readonly totalSteps: number;
  private readonly rates: readonly (readonly [low: number, high: number, last: number])[];
  private readonly momenta: readonly (readonly [high: number, low: number, last: number])[] | undefined;
  private readonly phases: readonly Phase[];
  private readonly anneal: typeof cosine;

  constructor(optimizer: Scheduled, maxLr: Each, options: OneCycleLROptions) {
    super(optimizer);
    const { pctStart = 0.3, annealStrategy = "cos", cycleMomentum = true, threePhase = false } = options;
    const { divFactor = 25, finalDivFactor = 1e4, baseMomentum = 0.85, maxMomentum = 0.95 } = options;
    const { epochs, stepsPerEpoch, totalSteps = epochs! * stepsPerEpoch! } = options;
    checkCount(this, "totalSteps (or epochs · stepsPerEpoch)", totalSteps);
    checkNumber(this, "pctStart", pctStart, 0, 1);
    if (annealStrategy !== "cos" && annealStrategy !== "linear")
      refuse("ARGUMENT", this, "annealStrategy", '"cos" or "linear"', annealStrategy);
    checkNumber(this, "divFactor", divFactor, 1);
    checkNumber(this, "finalDivFactor", finalDivFactor, 1);
    const groups = this.optimizer.groups as readonly Cycled[];
    const each = (what: string, value: Each, high: number): readonly number[] => {
      const list = typeof value === "number" ? groups.map(() => value) : value;
      if (!Array.isArray(list) || list.length !== groups.length)
        refuse("ARGUMENT", this, what, `a number, or ${groups.length}, one for each group`, list);
      for (const v of list as readonly number[]) checkNumber(this, what, v, 0, high, true);
      return list;
    };
    const highs = each("maxLr", maxLr, Infinity);
    const [base, max] = [each("baseMomentum", baseMomentum, 1), each("maxMomentum", maxMomentum, 1)];
    if (cycleMomentum && !groups.every((group) => group.betas !== undefined || group.momentum !== undefined))
      refuse("ARGUMENT", this, "optimizer", "one with momentum or betas, or cycleMomentum: false", this.optimizer);

    this.totalSteps = totalSteps;
    this.anneal = annealStrategy === "cos" ? cosine : linear;
    this.rates = highs.map((high) => [high / divFactor, high, high / divFactor / finalDivFactor]);
    this.momenta = cycleMomentum ? max.map((high, i) => [high, base[i], high]) : undefined;
    const [rise, end] = [pctStart * totalSteps, totalSteps - 1];
    this.phases = threePhase
      ? [[rise - 1, 0, 1], [2 * rise - 2, 1, 0], [end, 0, 2]] // prettier-ignore
      : [[rise - 1, 0, 1], [end, 1, 2]]; // prettier-ignore
    for (const [i, group] of groups.entries()) group.initialLr = this.rates[i][0];
    this.apply();
  }

  /** What stands between the ends at this step. */
  private between(ends: readonly [number, number, number], epoch: number): number {
    const step = Math.min(epoch, this.totalSteps - 1);
    const k = this.phases.findIndex(([end]) => step <= end);
    const [end, from, to] = this.phases[k];
    const start = k === 0 ? 0 : this.phases[k - 1][0];
    return this.anneal(ends[from], ends[to], end > start ? (step - start) / (end - start) : 1);
  }

  lr(epoch: number, _: number, i: number): number {
    return this.between(this.rates[i], epoch);
  }

  override momentum(epoch: number, i: number): number | undefined {
    return this.momenta && this.between(this.momenta[i], epoch);
  }
}
