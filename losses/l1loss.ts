import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { max, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * Absolute error: l = |y − t|,  ∂l/∂y = sign(y − t), 0 where they are equal, for y and t of one shape; E is the mean,
 * the sum, or l itself. The lecture's L1 loss (slide 7) is the sum.
 * @throws FpropError SHAPE, DTYPE
 */
export class L1Loss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  constructor({ reduction }: { reduction?: R } = {}) {
    super(reduction);
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.absError(l, y, t);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.absErrorBackward(dy, y, t, a);
  }

  protected told(y: Expression, t: Tensor): Expression {
    return max(sub(y, t), sub(t, y));
  }
}
