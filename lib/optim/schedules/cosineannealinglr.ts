import { checkCount, checkNumber } from "../../check.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";
import { cosine } from "./phases.ts";

/** Half a wave of a cosine from η at epoch 0 to etaMin at epoch TMax, and on, up and down (Loshchilov and Hutter, 2017). */
export class CosineAnnealingLR extends LRScheduler {
  readonly TMax: number;
  readonly etaMin: number;

  constructor(optimizer: Scheduled, TMax: number, { etaMin = 0 }: { etaMin?: number } = {}) {
    super(optimizer);
    checkCount(this, "TMax", TMax);
    checkNumber(this, "etaMin", etaMin, 0);
    this.TMax = TMax;
    this.etaMin = etaMin;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    return cosine(lr, this.etaMin, (epoch % (2 * this.TMax)) / this.TMax);
  }
}
