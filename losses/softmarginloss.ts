import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mul, neg } from "../lib/expressions/operations.ts";
import { softplus } from "../lib/expressions/terms.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import { checkSigns } from "../lib/targets.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * l = ln(1 + e^−ty) with targets t in {−1, 1},  ∂l/∂y = −t σ(−t y), for y and t of one shape; finite for every finite
 * y. E is the mean, the sum, or l itself: BCEWithLogitsLoss for targets of two signs.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is neither −1 nor 1
 */
export class SoftMarginLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  constructor({ reduction }: { reduction?: R } = {}) {
    super(reduction);
  }

  protected override check(_y: Tensor, t: Tensor): void {
    checkSigns(this, t);
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.softMargin(l, y, t);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.softMarginBackward(dy, y, t, a);
  }

  protected told(y: Expression, t: Tensor): Expression {
    return softplus(neg(mul(t, y)));
  }
}
