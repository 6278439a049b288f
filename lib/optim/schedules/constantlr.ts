import { checkCount, checkNumber } from "../../check.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

/** η times factor before epoch totalIters, then η. */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: Scheduled, { factor = 1 / 3, totalIters = 5 }: { factor?: number; totalIters?: number } = {}) {
    super(optimizer);
    checkNumber(this, "factor", factor, 0, 1);
    checkCount(this, "totalIters", totalIters, 0);
    this.factor = factor;
    this.totalIters = totalIters;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return epoch < this.totalIters ? lr * this.factor : lr;
  }
}
