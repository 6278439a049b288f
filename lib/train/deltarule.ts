import * as kernels from "../kernels/index.ts";
import type { Tensor } from "../tensor.ts";
import { Rule } from "./rule.ts";

/**
 * The delta rule, or LMS (Widrow and Hoff, 1960; lecture slide 6): w ← w − η (y − t) φ for linear outputs y = w·φ + b.
 * It is stochastic gradient descent on E = ½ Σ (y − t)², one example a step, bit for bit: SGD with lr η / 2 on
 * `MSELoss({ reduction: "sum" })`. `step` returns the sum of E, each taken before it was learned from.
 */
export class DeltaRule extends Rule {
  protected checkTargets(_: Tensor): void {}

  protected error(d: Tensor, y: Tensor, t: Tensor): number {
    kernels.squaredErrorBackward(d, y, t, 0.5);
    return 0.5 * kernels.sumSquares(d);
  }
}
