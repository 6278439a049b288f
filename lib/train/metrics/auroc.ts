import type { Tensor } from "../../tensor.ts";
import { refuse } from "../../check.ts";
import { Metric } from "./metric.ts";
import { outcomes } from "./outcomes.ts";

/**
 * The area under the receiver's curve: how probable it is that one of class 1 has a larger score than one of class 0,
 * equals counting half. y and t are alike, or y [batch, 1] and t [batch]. NaN where a class is missing.
 * @throws FpropError SHAPE, TARGET
 */
export class AUROC extends Metric {
  private readonly scores: [score: number, real: number][] = [];

  reset(): void {
    this.scores.length = 0;
  }

  update(y: Tensor, t: Tensor): void {
    const { classes, count, score, right } = outcomes(this, y, t, 0);
    if (classes !== 2 || y.size !== t.size) refuse("SHAPE", this, "y", "one score for each target", String(y));
    for (let i = 0; i < count; i++) this.scores.push([score(i, 1), right(i)]);
  }

  value(): number {
    if (this.scores.some(([score]) => Number.isNaN(score))) return NaN;
    const sorted = this.scores.toSorted(([a], [b]) => a - b);
    let [below, ones, sum] = [0, 0, 0];
    for (let from = 0, to = 0; from < sorted.length; from = to) {
      let [zerosHere, onesHere] = [0, 0];
      for (; to < sorted.length && sorted[to][0] === sorted[from][0]; to++)
        if (sorted[to][1] === 1) onesHere++;
        else zerosHere++;
      sum += onesHere * (below + zerosHere / 2);
      below += zerosHere;
      ones += onesHere;
    }
    return sum / (ones * below);
  }
}
