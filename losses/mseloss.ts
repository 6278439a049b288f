import { adviseAgainst } from "../lib/advice.ts";
import { checkFloats, checkLike, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { pow, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Squared error: l = (y − t)²,  ∂l/∂y = 2 (y − t), for y and t of one shape; E is the mean, the sum, or l itself.
 * The lecture's L2 loss (slide 7) is the sum. After a Sigmoid its gradient vanishes where the output is confidently
 * wrong (slide 42): then BCELoss.
 * @throws FpropError SHAPE, DTYPE
 */
export class MSELoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction }: { reduction?: R } = {}) {
    super();
    this.reduction = new Reducer("MSELoss", reduction);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkLike(this, "t", t, y);
    adviseAgainst(y, "Sigmoid", "MSELoss", "Use BCELoss, or BCEWithLogitsLoss without the Sigmoid.");
    this.y = y;
    this.t = t;
    this.l = Tensor.reuseLike(this.l, y);
    kernels.squaredError(this.l, y, t);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const y = kept(this, this.y);
    const t = kept(this, this.t);
    const l = kept(this, this.l);
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.squaredErrorBackward(this.dy, y, t, slope);
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    return reduced(pow(sub(y, t), 2), this.reduction.kind);
  }
}
