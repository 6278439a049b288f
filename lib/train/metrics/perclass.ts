import { checkNumber, refuse } from "../../check.ts";
import type { Tensor } from "../../tensor.ts";
import { ConfusionMatrix } from "./confusionmatrix.ts";
import { Metric } from "./metric.ts";

export interface PerClassOptions {
  /** The mean over classes, that weighted by how often they are, or all answers as one class. */
  average?: "macro" | "weighted" | "micro";
  threshold?: number;
}

/**
 * A share found for each class from the confusion matrix, and its mean; of two classes that of class 1. A class that was
 * never said, or never was, counts as 0.
 */
export abstract class PerClass extends Metric {
  readonly matrix: ConfusionMatrix;
  readonly average: "macro" | "weighted" | "micro";

  constructor(who: string, classes: number, { average = "macro", threshold = 0 }: PerClassOptions = {}) {
    super();
    if (!["macro", "weighted", "micro"].includes(average))
      refuse("ARGUMENT", who, "average", '"macro", "weighted" or "micro"', average);
    checkNumber(who, "threshold", threshold);
    this.matrix = new ConfusionMatrix(classes, { threshold });
    this.average = average;
  }

  /** From right answers, what was said and what was real. */
  protected abstract share(hits: number, said: number, real: number): number;

  reset(): void {
    this.matrix.reset();
  }

  update(y: Tensor, t: Tensor): void {
    this.matrix.update(y, t);
  }

  /** The share for class k. */
  of(k: number): number {
    const { hits, said, real } = this.matrix.of(k);
    return hits === 0 ? 0 : this.share(hits, said, real);
  }

  value(): number {
    const { classes } = this.matrix;
    const parts = Array.from({ length: classes }, (_, k) => this.matrix.of(k));
    const sum = (of: (k: number) => number): number => parts.reduce((s, _, k) => s + of(k), 0);
    const all = sum((k) => parts[k].real);
    if (all === 0) return NaN;
    if (this.average === "micro")
      return this.share(
        sum((k) => parts[k].hits),
        sum((k) => parts[k].said),
        all,
      );
    if (classes === 2) return this.of(1);
    if (this.average === "weighted") return sum((k) => this.of(k) * parts[k].real) / all;
    return sum((k) => this.of(k)) / classes;
  }
}
