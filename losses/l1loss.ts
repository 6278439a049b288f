import { checkFloats, checkLike, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { max, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Absolute error: l = |y − t|,  ∂l/∂y = sign(y − t), 0 where they are equal, for y and t of one shape; E is the mean,
 * the sum, or l itself. The lecture's L1 loss (slide 7) is the sum.
 * @throws FpropError SHAPE, DTYPE
 */
export class L1Loss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction }: { reduction?: R } = {}) {
    super();
    this.reduction = new Reducer("L1Loss", reduction);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkLike(this, "t", t, y);
    this.y = y;
    this.t = t;
    this.l = Tensor.reuseLike(this.l, y);
    kernels.absError(this.l, y, t);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const y = kept(this, this.y);
    const t = kept(this, this.t);
    const l = kept(this, this.l);
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.absErrorBackward(this.dy, y, t, slope);
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    return reduced(max(sub(y, t), sub(t, y)), this.reduction.kind);
  }
}
