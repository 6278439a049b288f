import { checkNumber } from "../../check.ts";
import { pow } from "../../math.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

/** η γᵗ at epoch t. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: Scheduled, gamma: number) {
    super(optimizer);
    checkNumber(this, "gamma", gamma, 0);
    this.gamma = gamma;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return lr * pow(this.gamma, epoch);
  }
}
