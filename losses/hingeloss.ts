import { checkFloats, checkLike, kept, checkNumber, refuse } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mul, relu, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * l = max(0, margin − t y) with targets t in {−1, 1},  ∂l/∂y = −t where t y < margin, else 0, for y and t of one shape;
 * E is the mean, the sum, or l itself. The lecture's hinge loss (slide 7) is the sum; Torch7's MarginCriterion.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is neither −1 nor 1
 */
export class HingeLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly margin: number;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction, margin = 1 }: { reduction?: R; margin?: number } = {}) {
    super();
    this.reduction = new Reducer("HingeLoss", reduction);
    checkNumber("HingeLoss", "margin", margin);
    this.margin = margin;
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkLike(this, "t", t, y);
    const stray = t.data.findIndex((v) => v !== 1 && v !== -1);
    if (stray >= 0) refuse("TARGET", this, "t", "−1 or 1", `${t.data[stray]} at index ${stray}`);
    this.y = y;
    this.t = t;
    this.l = Tensor.reuseLike(this.l, y);
    kernels.hinge(this.l, y, t, this.margin);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const y = kept(this, this.y);
    const t = kept(this, this.t);
    const l = kept(this, this.l);
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.hingeBackward(this.dy, y, t, slope, this.margin);
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    return reduced(relu(sub(this.margin, mul(t, y))), this.reduction.kind);
  }
}
