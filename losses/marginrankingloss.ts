import { checkAlike, checkLike, checkNumber, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mul, relu, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkSigns } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

type Pair = readonly [x1: Tensor, x2: Tensor];

/**
 * l = max(0, margin − t (x₁ − x₂)) of two scores x₁ and x₂, the first to be the higher where t = 1 and the second where
 * t = −1; all three have one shape.
 *
 *     ∂l/∂x₁ = −t where t (x₁ − x₂) < margin, else 0          ∂l/∂x₂ = −∂l/∂x₁
 *
 * E is the mean, the sum, or l itself. y is the pair [x₁, x₂], and so is dy.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is neither −1 nor 1
 */
export class MarginRankingLoss<R extends Reduction = "mean"> extends Loss<Pair, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly margin: number;
  d: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dx1: Tensor | undefined;
  dx2: Tensor | undefined;

  constructor({ reduction, margin = 0 }: { reduction?: R; margin?: number } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkNumber(this, "margin", margin);
    this.margin = margin;
  }

  fprop(y: Pair, t: Tensor): Reduced<R> {
    checkAlike(this, ["x1", "x2"], y);
    const [x1, x2] = y;
    checkLike(this, "t", t, x1);
    checkSigns(this, t);
    this.t = t;
    this.d = Tensor.reuseLike(this.d, x1);
    this.l = Tensor.reuseLike(this.l, x1);
    kernels.subtract(this.d, x1, x2);
    kernels.hinge(this.l, this.d, t, this.margin);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Pair {
    const [d, t, l] = [kept(this, this.d), kept(this, this.t), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l);
    this.dx1 = Tensor.reuseLike(this.dx1, d);
    this.dx2 = Tensor.reuseLike(this.dx2, d);
    kernels.hingeBackward(this.dx1, d, t, slope, this.margin);
    this.reduction.bprop(this.dx1, dE);
    kernels.scale(this.dx2, this.dx1, -1);
    return [this.dx1, this.dx2];
  }

  override express([x1, x2]: readonly [Expression, Expression], t: Tensor): Expression {
    return reduced(relu(sub(this.margin, mul(t, sub(x1, x2)))), this.reduction.kind);
  }
}
