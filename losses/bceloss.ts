import { checkFloats, checkLike, kept, checkRange } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, log, max, mul, neg, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of probabilities y with targets t, both in [0, 1] and of one shape:
 *
 *     l = −t ln y − (1 − t) ln(1 − y)          ∂l/∂y = (y − t) / (y (1 − y))
 *
 * with logarithms of at least −100 and a denominator of at least 10⁻¹², as in PyTorch; E is the mean, the sum, or l
 * itself. The lecture's cross-entropy (slide 7), with t in {0, 1}, is the sum. BCEWithLogitsLoss takes what stands before
 * the Sigmoid and loses no digits.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a y and TARGET for a t outside [0, 1]
 */
export class BCELoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction }: { reduction?: R } = {}) {
    super();
    this.reduction = new Reducer("BCELoss", reduction);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkLike(this, "t", t, y);
    checkRange(this, "y", y, 0, 1, "ARGUMENT");
    checkRange(this, "t", t, 0, 1, "TARGET");
    this.y = y;
    this.t = t;
    this.l = Tensor.reuseLike(this.l, y);
    kernels.bce(this.l, y, t);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const y = kept(this, this.y);
    const t = kept(this, this.t);
    const l = kept(this, this.l);
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.bceBackward(this.dy, y, t, slope);
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    return reduced(neg(add(mul(t, max(log(y), -100)), mul(sub(1, t), max(log(sub(1, y)), -100)))), this.reduction.kind);
  }
}
