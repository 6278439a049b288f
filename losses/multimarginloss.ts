import { checkNumber, kept, refuse } from "../lib/check.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkIndices, checkScores, ClassWeights, refuseTargets, type ClassOptions } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * The hinge loss of many classes: y [batch, classes] are scores, t [batch] (int32) the right classes.
 *
 *     z_ij = max(0, margin − y_it + y_ij)          l_i = Σ_{j ≠ t} w_t z_ijᵖ / classes
 *     ∂l_i/∂y_ij = w_t p z_ijᵖ⁻¹ / classes for j ≠ t, and ∂l_i/∂y_it = −Σ of these; 0 where z is 0
 *
 * for p = 1 or 2 and w = weight [classes], all 1 by default. E is the mean of l, the sum, or l itself. Crammer and
 * Singer, 2001; PyTorch's and Torch7's MultiMargin.
 * @throws FpropError SHAPE, DTYPE; TARGET for an index outside 0 … classes − 1; ARGUMENT for another p
 */
export class MultiMarginLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly p: 1 | 2;
  readonly margin: number;
  readonly weight: ClassWeights | undefined;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({
    reduction,
    p = 1,
    margin = 1,
    weight,
  }: { reduction?: R; p?: 1 | 2; margin?: number } & Pick<ClassOptions, "weight"> = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    if (p !== 1 && p !== 2) refuse("ARGUMENT", this, "p", "1 or 2", p);
    this.p = p;
    checkNumber(this, "margin", margin);
    this.margin = margin;
    this.weight = weight === undefined ? undefined : new ClassWeights(this, weight);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkScores(this, y, this.weight);
    if (!(t instanceof Tensor) || t.dtype !== "int32") refuseTargets(this, t, [y.shape[0]]);
    checkIndices(this, t, y.shape, 0);
    this.y = y;
    this.t = t;
    this.l = Tensor.reuse(this.l, y.dtype, t.shape);
    kernels.multiMargin(this.l, y, t, this.weight?.in(y.dtype), this.p, this.margin);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, t, l] = [kept(this, this.y), kept(this, this.t), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.multiMarginBackward(this.dy, y, t, this.weight?.in(y.dtype), this.p, this.margin, slope);
    return this.reduction.bprop(this.dy, dE);
  }
}
