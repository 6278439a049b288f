import { checkRange } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, log, max, mul, neg, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of probabilities y with targets t, both in [0, 1] and of one shape:
 *
 *     l = −t ln y − (1 − t) ln(1 − y)          ∂l/∂y = (y − t) / (y (1 − y))
 *
 * with logarithms of at least −100 and a denominator of at least 10⁻¹², as in PyTorch; E is the mean, the sum, or l
 * itself. The lecture's cross-entropy (slide 7), with t in {0, 1}, is the sum. BCEWithLogitsLoss takes what stands before
 * the Sigmoid and loses no digits.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a y and TARGET for a t outside [0, 1]
 */
export class BCELoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  constructor({ reduction }: { reduction?: R } = {}) {
    super(reduction);
  }

  protected override check(y: Tensor, t: Tensor): void {
    checkRange(this, "y", y, 0, 1, "ARGUMENT");
    checkRange(this, "t", t, 0, 1, "TARGET");
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.bce(l, y, t);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.bceBackward(dy, y, t, a);
  }

  protected told(y: Expression, t: Tensor): Expression {
    return neg(add(mul(t, max(log(y), -100)), mul(sub(1, t), max(log(sub(1, y)), -100))));
  }
}
