import { checkCount, checkNumber } from "../../check.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";
import { linear } from "./phases.ts";

export interface LinearLROptions {
  startFactor?: number;
  endFactor?: number;
  totalIters?: number;
}

/** η times a factor that goes from startFactor at epoch 0 to endFactor at epoch totalIters, and stays: a warm-up. */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: Scheduled, { startFactor = 1 / 3, endFactor = 1, totalIters = 5 }: LinearLROptions = {}) {
    super(optimizer);
    checkNumber(this, "startFactor", startFactor, 0, 1);
    checkNumber(this, "endFactor", endFactor, 0, 1);
    checkCount(this, "totalIters", totalIters);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return lr * linear(this.startFactor, this.endFactor, Math.min(epoch, this.totalIters) / this.totalIters);
  }
}
