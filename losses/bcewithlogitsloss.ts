import { checkFloats, checkLike, kept, checkRange } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, exp, log, max, mul, neg, relu, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of σ(y) with targets t in [0, 1], from the logits y, of one shape with t:
 *
 *     l = max(y, 0) − y t + ln(1 + e^−|y|)     ∂l/∂y = σ(y) − t
 *
 * Finite for every finite y; E is the mean, the sum, or l itself. Lecture slides 43 and 44.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t outside [0, 1]
 */
export class BCEWithLogitsLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction }: { reduction?: R } = {}) {
    super();
    this.reduction = new Reducer("BCEWithLogitsLoss", reduction);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkLike(this, "t", t, y);
    checkRange(this, "t", t, 0, 1, "TARGET");
    this.y = y;
    this.t = t;
    this.l = Tensor.reuseLike(this.l, y);
    kernels.bceWithLogits(this.l, y, t);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const y = kept(this, this.y);
    const t = kept(this, this.t);
    const l = kept(this, this.l);
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.bceWithLogitsBackward(this.dy, y, t, slope);
    return this.reduction.bprop(this.dy, dE);
  }

  override express(y: Expression, t: Tensor): Expression {
    return reduced(add(sub(relu(y), mul(t, y)), log(add(1, exp(neg(max(y, neg(y))))))), this.reduction.kind);
  }
}
