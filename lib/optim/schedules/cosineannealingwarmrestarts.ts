import { checkCount, checkNumber } from "../../check.ts";
import { LRScheduler, type Scheduled } from "./lrscheduler.ts";
import { cosine } from "./phases.ts";

/**
 * Half a wave of a cosine from η to etaMin in T0 epochs, then again from η, each time in TMult times as many (SGDR:
 * Loshchilov and Hutter, 2017).
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly T0: number;
  readonly TMult: number;
  readonly etaMin: number;

  constructor(optimizer: Scheduled, T0: number, { TMult = 1, etaMin = 0 }: { TMult?: number; etaMin?: number } = {}) {
    super(optimizer);
    checkCount(this, "T0", T0);
    checkCount(this, "TMult", TMult);
    checkNumber(this, "etaMin", etaMin, 0);
    this.T0 = T0;
    this.TMult = TMult;
    this.etaMin = etaMin;
    this.apply();
  }

  lr(epoch: number, lr: number): number {
    let [since, length] = [this.TMult === 1 ? epoch % this.T0 : epoch, this.T0];
    while (since >= length) {
      since -= length;
      length *= this.TMult;
    }
    return cosine(lr, this.etaMin, since / length);
  }
}
