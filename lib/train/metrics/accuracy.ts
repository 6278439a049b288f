import { checkCount, checkNumber } from "../../check.ts";
import type { Tensor } from "../../tensor.ts";
import { Metric } from "./metric.ts";
import { outcomes } from "./outcomes.ts";

/**
 * The share of targets that are among the `topK` classes with the largest scores; of equal scores the first counts.
 *
 *     y [batch, classes, …]     t [batch, …], classes; or y and t alike, with class 1 above `threshold`, which is 0 for logits
 *
 * @throws FpropError ARGUMENT, SHAPE, TARGET
 */
export class Accuracy extends Metric {
  readonly topK: number;
  readonly threshold: number;
  private hits = 0;
  private count = 0;

  constructor({ topK = 1, threshold = 0 }: { topK?: number; threshold?: number } = {}) {
    super();
    checkCount("Accuracy", "topK", topK);
    checkNumber("Accuracy", "threshold", threshold);
    this.topK = topK;
    this.threshold = threshold;
  }

  reset(): void {
    [this.hits, this.count] = [0, 0];
  }

  update(y: Tensor, t: Tensor): void {
    const { count, classes, score, best, right } = outcomes(this, y, t, this.threshold);
    for (let i = 0; i < count; i++)
      if (this.topK === 1) this.hits += Number(best(i) === right(i));
      else {
        const own = score(i, right(i));
        let ahead = 0;
        for (let k = 0; k < classes; k++) ahead += Number(score(i, k) > own || (score(i, k) === own && k < right(i)));
        this.hits += Number(ahead < this.topK);
      }
    this.count += count;
  }

  value(): number {
    return this.hits / this.count;
  }
}
