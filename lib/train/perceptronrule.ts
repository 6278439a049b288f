import { refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Tensor } from "../tensor.ts";
import { Rule, type LinearLayer } from "./rule.ts";

/**
 * Perceptron learning (Rosenblatt, 1958; lecture slide 5). An output node is on where y = w·φ + b ≥ 0. Of each example,
 *
 *     leave     w where the node is right,
 *     add       φ where it is off and should be on:   w ← w + η φ
 *     subtract  φ where it is on and should be off:   w ← w − η φ
 *
 * which is w ← w − η d φ with d = [y ≥ 0] − [t > 0]. One output node or several; targets in {0, 1} or in {−1, 1}.
 *
 *     const rule = new PerceptronRule(new Linear(2, 1));
 *     while (rule.step(phi, t) > 0);        ends if a line parts the two classes
 *
 * From w = 0 a node makes at most (R / γ)² mistakes (Novikoff, 1962): R is the largest ‖φ‖, γ the smallest distance of
 * a φ from the best plane through 0; a bias counts as the weight of one more φ that is 1. From w = 0, η scales w and
 * changes no decision; it is 1 unless given.
 */
export class PerceptronRule extends Rule {
  /** All mistakes so far, each output node counted. */
  mistakes = 0;

  constructor(layer: LinearLayer, { lr = 1 }: { lr?: number } = {}) {
    super(layer, { lr });
  }

  /** Learns from the rows of φ and t; returns how many mistakes were made, each before it was learned from. */
  override step(phi: Tensor, t: Tensor): number {
    const made = super.step(phi, t);
    this.mistakes += made;
    return made;
  }

  protected checkTargets(t: Tensor): void {
    const off = t.data.some((v) => v === -1) ? -1 : 0;
    const stray = t.data.findIndex((v) => v !== 1 && v !== off);
    if (stray >= 0) refuse("TARGET", this, "t", "in {0, 1} or in {−1, 1}", `${t.data[stray]} at index ${stray}`);
  }

  protected error(d: Tensor, y: Tensor, t: Tensor): number {
    kernels.thresholdError(d, y, t);
    return kernels.sumAbs(d);
  }
}
