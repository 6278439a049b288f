import { checkNumber } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, div, min, mul, sub } from "../lib/expressions/operations.ts";
import { abs } from "../lib/expressions/terms.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * l = d² / 2β where d = |y − t| < β, else d − β / 2;  ∂l/∂y = (y − t) / β there, else sign(y − t), for y and t of one
 * shape: squares for small errors, distances for large ones. With β = 0 it is L1Loss. E is the mean, the sum, or l
 * itself. Girshick, 2015; PyTorch's and Torch7's SmoothL1.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a beta that is no finite number of at least 0
 */
export class SmoothL1Loss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly beta: number;

  constructor({ reduction, beta = 1 }: { reduction?: R; beta?: number } = {}) {
    super(reduction);
    checkNumber(this, "beta", beta, 0);
    this.beta = beta;
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.smoothAbsError(l, y, t, this.beta);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.smoothAbsErrorBackward(dy, y, t, a, this.beta);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const d = abs(sub(y, t));
    if (this.beta === 0) return d;
    const near = min(d, this.beta);
    return add(div(mul(near, near), 2 * this.beta), sub(d, near));
  }
}
