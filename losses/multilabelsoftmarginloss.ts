import { checkLike, checkRange, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mean, mul, sub } from "../lib/expressions/operations.ts";
import { softplus } from "../lib/expressions/terms.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkScores, ClassWeights, type ClassOptions } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of σ(y) for each of several classes at once, y and t in [0, 1] being [batch, classes]:
 *
 *     e = max(y, 0) − y t + ln(1 + e^−|y|)     l_i = Σ_j w_j e_ij / classes     ∂l_i/∂y_ij = w_j (σ(y) − t) / classes
 *
 * with w = weight [classes], all 1 by default. E is the mean of l [batch], the sum, or l itself.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t outside [0, 1]
 */
export class MultiLabelSoftMarginLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly weight: ClassWeights | undefined;
  y: Tensor | undefined;
  t: Tensor | undefined;
  e: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction, weight }: { reduction?: R } & Pick<ClassOptions, "weight"> = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    this.weight = weight === undefined ? undefined : new ClassWeights(this, weight);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkScores(this, y, this.weight);
    checkLike(this, "t", t, y);
    checkRange(this, "t", t, 0, 1, "TARGET");
    const [batch, classes] = y.shape;
    this.y = y;
    this.t = t;
    this.e = Tensor.reuseLike(this.e, y);
    this.l = Tensor.reuse(this.l, y.dtype, [batch]);
    kernels.bceWithLogits(this.e, y, t);
    if (this.weight !== undefined) kernels.scaleColumns(this.e, this.weight.in(y.dtype));
    kernels.sumPieces(this.l, this.e, classes, 1);
    kernels.scale(this.l, this.l, 1 / classes);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, t, l] = [kept(this, this.y), kept(this, this.t), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l) / y.shape[1];
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.bceWithLogitsBackward(this.dy, y, t, slope);
    if (this.weight !== undefined) kernels.scaleColumns(this.dy, this.weight.in(y.dtype));
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    const e = sub(softplus(y), mul(t, y));
    const l = mean(this.weight === undefined ? e : mul(this.weight.values, e), -1);
    return reduced(l, this.reduction.kind);
  }
}
