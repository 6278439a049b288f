import { checkLike } from "../../check.ts";
import type { Tensor } from "../../tensor.ts";
import { Metric } from "./metric.ts";

/**
 * The share of the targets' variance that outputs explain: 1 − Σ (y − t)² / Σ (t − mean t)², over all numbers of y and t,
 * which are alike. 1 is perfect, 0 as good as the mean.
 * @throws FpropError SHAPE, DTYPE
 */
export class R2Score extends Metric {
  private errors = 0;
  private count = 0;
  /** The mean of targets so far, and the sum of their squared distances from it (Welford). */
  private mean = 0;
  private spread = 0;

  reset(): void {
    [this.errors, this.count, this.mean, this.spread] = [0, 0, 0, 0];
  }

  update(y: Tensor, t: Tensor): void {
    checkLike(this, "t", t, y);
    for (let i = 0; i < y.size; i++) {
      const [d, value] = [y.data[i] - t.data[i], t.data[i]];
      this.errors += d * d;
      this.count++;
      const before = value - this.mean;
      this.mean += before / this.count;
      this.spread += before * (value - this.mean);
    }
  }

  value(): number {
    return this.count === 0 ? NaN : 1 - this.errors / this.spread;
  }
}
