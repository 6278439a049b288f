import { checkInteger, refuse } from "../../check.ts";
import { shapeText } from "../../errors.ts";
import { exp, log } from "../../math.ts";
import type { Tensor } from "../../tensor.ts";
import { Metric } from "./metric.ts";
import { outcomes } from "./outcomes.ts";

/**
 * e to the mean of −ln p, with p the probability of the right class by the softmax of its scores: among how many equally
 * probable ones a net is as uncertain. Targets that are `ignoreIndex` do not count. y [batch, classes, …], t [batch, …].
 * @throws FpropError ARGUMENT, SHAPE, TARGET
 */
export class Perplexity extends Metric {
  readonly ignoreIndex: number;
  private sum = 0;
  private count = 0;

  constructor({ ignoreIndex = -100 }: { ignoreIndex?: number } = {}) {
    super();
    checkInteger("Perplexity", "ignoreIndex", ignoreIndex);
    this.ignoreIndex = ignoreIndex;
  }

  reset(): void {
    [this.sum, this.count] = [0, 0];
  }

  update(y: Tensor, t: Tensor): void {
    if (y.size === t.size) refuse("SHAPE", this, "y", "scores of classes [batch, classes, …]", shapeText(y.shape));
    const counted = t.clone();
    for (let i = 0; i < t.size; i++) if (t.data[i] === this.ignoreIndex) counted.data[i] = 0;
    const { classes, count, score, best, right } = outcomes(this, y, counted, 0);
    for (let i = 0; i < count; i++) {
      if (t.data[i] === this.ignoreIndex) continue;
      const top = score(i, best(i));
      let all = 0;
      for (let k = 0; k < classes; k++) all += exp(score(i, k) - top);
      this.sum += log(all) + top - score(i, right(i));
      this.count++;
    }
  }

  value(): number {
    return this.count === 0 ? NaN : exp(this.sum / this.count);
  }
}
