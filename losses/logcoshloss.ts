import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, mul, sub } from "../lib/expressions/operations.ts";
import { abs, softplus } from "../lib/expressions/terms.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * l = ln cosh(y − t),  ∂l/∂y = tanh(y − t), for y and t of one shape: about d² / 2 for small d = |y − t|, about d − ln
 * 2 for large ones, and smooth between. Computed as −½ ln(1 − tanh² d) where d < 1, else as d + ln(1 + e^−2d) − ln 2,
 * so no digits are lost near 0 and nothing overflows. E is the mean, the sum, or l itself. Keras' LogCosh.
 * @throws FpropError SHAPE, DTYPE
 */
export class LogCoshLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  constructor({ reduction }: { reduction?: R } = {}) {
    super(reduction);
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.logCosh(l, y, t);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.logCoshBackward(dy, y, t, a);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const d = abs(sub(y, t));
    return sub(add(d, softplus(mul(-2, d))), 0.6931471805599453);
  }
}
