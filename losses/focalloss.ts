import { checkNumber, refuse } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, mul, neg, pow, sigmoid, sub } from "../lib/expressions/operations.ts";
import { softplus } from "../lib/expressions/terms.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of σ(y) that turns from what is right already to what is hard, for logits y and targets t in {0, 1} of
 * one shape. With z = y where t = 1 and −y where t = 0, p = σ(z), and w = α where t = 1, 1 − α where t = 0:
 *
 *     l = −w (1 − p)^γ ln p          ∂l/∂z = −w (1 − p)^γ (1 − p − γ p ln p)
 *
 * A negative alpha leaves the weights out (w = 1), gamma = 0 the turn. E is the mean, the sum, or l itself. Lin et al.,
 * 2017; torchvision's sigmoid_focal_loss, which reduces nothing by default.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is not 0 or 1; ARGUMENT for an alpha above 1 or a gamma below 0
 */
export class FocalLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly alpha: number;
  readonly gamma: number;

  constructor({ reduction, alpha = 0.25, gamma = 2 }: { reduction?: R; alpha?: number; gamma?: number } = {}) {
    super(reduction);
    checkNumber(this, "alpha", alpha, -Infinity, 1);
    this.alpha = alpha;
    checkNumber(this, "gamma", gamma, 0);
    this.gamma = gamma;
  }

  protected override check(_y: Tensor, t: Tensor): void {
    const stray = t.data.findIndex((v) => v !== 0 && v !== 1);
    if (stray >= 0) refuse("TARGET", this, "t", "0 or 1", `${t.data[stray]} at index ${stray}`);
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.focal(l, y, t, this.gamma, this.alpha);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.focalBackward(dy, y, t, this.gamma, this.alpha);
    kernels.scale(dy, dy, a);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const z = mul(sub(mul(2, t), 1), y);
    const w = this.alpha < 0 ? 1 : add(mul(2 * this.alpha - 1, t), 1 - this.alpha);
    return mul(w, mul(pow(sigmoid(neg(z)), this.gamma), softplus(neg(z))));
  }
}
