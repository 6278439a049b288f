import { checkRange } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import { constant, type Expression } from "../lib/expressions/expression.ts";
import { add, mul, neg, sub } from "../lib/expressions/operations.ts";
import { softplus } from "../lib/expressions/terms.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import { addExcess, checkColumns, ClassWeights, type ClassOptions } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of σ(y) with targets t in [0, 1], from the logits y, of one shape with t:
 *
 *     l = max(y, 0) − y t + ln(1 + e^−|y|)     ∂l/∂y = σ(y) − t
 *
 * Finite for every finite y; E is the mean, the sum, or l itself. Two weights for the columns j of the last axis, both
 * 1 by default: v = posWeight for the share of t = 1, as for classes that are rare, and w = weight for all of l:
 *
 *     p = t ln(1 + e⁻ʸ)     l_ij = w_j (… + (v_j − 1) p_ij)     ∂l/∂y_ij = w_j (σ(y) − t − (v_j − 1) t σ(−y))
 *
 * Lecture slides 43 and 44; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t outside [0, 1]; ARGUMENT for a negative weight
 */
export class BCEWithLogitsLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly posWeight: ClassWeights | undefined;
  readonly weight: ClassWeights | undefined;
  p: Tensor | undefined;

  constructor({
    reduction,
    posWeight,
    weight,
  }: { reduction?: R; posWeight?: ClassOptions["weight"]; weight?: ClassOptions["weight"] } = {}) {
    super(reduction);
    this.posWeight = posWeight === undefined ? undefined : new ClassWeights(this, posWeight, "posWeight");
    this.weight = weight === undefined ? undefined : new ClassWeights(this, weight);
  }

  protected override check(y: Tensor, t: Tensor): void {
    checkRange(this, "t", t, 0, 1, "TARGET");
    checkColumns(this, y, this.posWeight);
    checkColumns(this, y, this.weight);
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.bceWithLogits(l, y, t);
    if (this.posWeight !== undefined) {
      this.p = Tensor.reuseLike(this.p, y);
      kernels.positives(this.p, y, t);
      addExcess(l, this.p, this.posWeight.in(y.dtype));
    }
    if (this.weight !== undefined) kernels.scaleColumns(l, this.weight.in(y.dtype));
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.bceWithLogitsBackward(dy, y, t, a);
    if (this.posWeight !== undefined) {
      this.p = Tensor.reuseLike(this.p, y);
      kernels.positivesBackward(this.p, y, t, a);
      addExcess(dy, this.p, this.posWeight.in(y.dtype));
    }
    if (this.weight !== undefined) kernels.scaleColumns(dy, this.weight.in(y.dtype));
  }

  protected told(y: Expression, t: Tensor): Expression {
    let l = sub(softplus(y), mul(t, y));
    if (this.posWeight !== undefined)
      l = add(l, mul(sub(constant(this.posWeight.values), 1), mul(t, softplus(neg(y)))));
    return this.weight === undefined ? l : mul(constant(this.weight.values), l);
  }
}
