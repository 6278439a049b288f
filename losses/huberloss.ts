import { checkNumber } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, min, mul, sub } from "../lib/expressions/operations.ts";
import { abs } from "../lib/expressions/terms.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * l = d² / 2 where d = |y − t| < δ, else δ (d − δ / 2);  ∂l/∂y = min(max(y − t, −δ), δ), for y and t of one shape; δ =
 * delta is the largest slope. E is the mean, the sum, or l itself. Huber, 1964.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a delta that is no finite number above 0
 */
export class HuberLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly delta: number;

  constructor({ reduction, delta = 1 }: { reduction?: R; delta?: number } = {}) {
    super(reduction);
    checkNumber(this, "delta", delta, Number.MIN_VALUE);
    this.delta = delta;
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.huber(l, y, t, this.delta);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.huberBackward(dy, y, t, a, this.delta);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const d = abs(sub(y, t));
    const near = min(d, this.delta);
    return add(mul(0.5, mul(near, near)), mul(this.delta, sub(d, near)));
  }
}
