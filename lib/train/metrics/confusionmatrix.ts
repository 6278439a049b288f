import { checkCount, checkNumber, refuse } from "../../check.ts";
import { Tensor } from "../../tensor.ts";
import { Metric } from "./metric.ts";
import { outcomes } from "./outcomes.ts";

/**
 * How often each class was taken for each: `counts[right][said]`, an int32 tensor [classes, classes]. Its value is the
 * accuracy. For y and t see Accuracy.
 * @throws FpropError ARGUMENT, SHAPE, TARGET
 */
export class ConfusionMatrix extends Metric {
  readonly classes: number;
  readonly threshold: number;
  readonly counts: Tensor;

  constructor(classes: number, { threshold = 0 }: { threshold?: number } = {}) {
    super();
    checkCount("ConfusionMatrix", "classes", classes, 2);
    checkNumber("ConfusionMatrix", "threshold", threshold);
    this.classes = classes;
    this.threshold = threshold;
    this.counts = Tensor.zeros([classes, classes], "int32");
  }

  reset(): void {
    this.counts.data.fill(0);
  }

  update(y: Tensor, t: Tensor): void {
    const { classes, count, best, right } = outcomes(this, y, t, this.threshold);
    if (classes !== this.classes) refuse("SHAPE", this, "y", `scores of ${this.classes} classes`, String(classes));
    for (let i = 0; i < count; i++) this.counts.data[right(i) * classes + best(i)]++;
  }

  /** Right answers for class k, what was said to be it, and what was it. */
  of(k: number): { hits: number; said: number; real: number } {
    const { classes, counts } = this;
    let [said, real] = [0, 0];
    for (let j = 0; j < classes; j++) {
      said += counts.data[j * classes + k];
      real += counts.data[k * classes + j];
    }
    return { hits: counts.data[k * classes + k], said, real };
  }

  value(): number {
    let hits = 0;
    for (let k = 0; k < this.classes; k++) hits += this.of(k).hits;
    return hits / this.counts.data.reduce((a, b) => a + b, 0);
  }
}
