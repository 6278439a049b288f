import { checkLike } from "../../check.ts";
import type { Tensor } from "../../tensor.ts";
import { Metric } from "./metric.ts";

/** A mean over all numbers of y and t, which are alike. */
export abstract class MeanError extends Metric {
  private sum = 0;
  private count = 0;

  protected abstract error(d: number): number;

  reset(): void {
    [this.sum, this.count] = [0, 0];
  }

  update(y: Tensor, t: Tensor): void {
    checkLike(this, "t", t, y);
    for (let i = 0; i < y.size; i++) this.sum += this.error(y.data[i] - t.data[i]);
    this.count += y.size;
  }

  value(): number {
    return this.sum / this.count;
  }
}
