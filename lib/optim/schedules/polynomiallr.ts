import { checkCount, checkNumber } from "../../check.ts";
import { pow } from "../../math.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";

/** η (1 − t / totalIters)^power at epoch t, 0 from totalIters on. */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Scheduled, { totalIters = 5, power = 1 }: { totalIters?: number; power?: number } = {}) {
    super(optimizer);
    checkCount(this, "totalIters", totalIters);
    checkNumber(this, "power", power, 0);
    this.totalIters = totalIters;
    this.power = power;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return lr * pow(1 - Math.min(epoch, this.totalIters) / this.totalIters, this.power);
  }
}
