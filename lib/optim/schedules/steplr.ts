import { checkCount, checkNumber } from "../../check.ts";
import { pow } from "../../math.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

/** η γᵏ, where k is how many times stepSize epochs have passed. */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Scheduled, stepSize: number, { gamma = 0.1 }: { gamma?: number } = {}) {
    super(optimizer);
    checkCount(this, "stepSize", stepSize);
    checkNumber(this, "gamma", gamma, 0);
    this.stepSize = stepSize;
    this.gamma = gamma;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return lr * pow(this.gamma, Math.floor(epoch / this.stepSize));
  }
}
