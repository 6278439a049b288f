import { checkFloats, checkShape, kept, refuse } from "../lib/check.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { refuseTargets } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * The hinge loss of several classes at once: y [batch, classes] are scores, and a row of t [batch, classes] (int32)
 * lists the right classes K, ended by a −1 if there are fewer than classes of them.
 *
 *     l = Σ_{k ∈ K} Σ_{j ∉ K} z_kj / classes with z_kj = max(0, 1 − (y_k − y_j))
 *     ∂l/∂y_j gains 1 / classes and ∂l/∂y_k loses as much for every z_kj above 0
 *
 * E is the mean of l [batch], the sum, or l itself. PyTorch's and Torch7's MultiLabelMargin.
 * @throws FpropError SHAPE, DTYPE; TARGET for an index outside −1 … classes − 1
 */
export class MultiLabelMarginLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({ reduction }: { reduction?: R } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkFloats(this, "y", y);
    checkShape(this, "y", y, ["batch", "classes"]);
    const [batch, classes] = y.shape;
    if (!(t instanceof Tensor) || t.dtype !== "int32") refuseTargets(this, t, y.shape);
    checkShape(this, "t", t, y.shape);
    const stray = kernels.firstOutside(t, -1, classes - 1);
    if (stray >= 0)
      refuse(
        "TARGET",
        this,
        "t",
        `class indices from 0 to ${classes - 1}, or −1`,
        `${t.data[stray]} at index ${stray}`,
      );
    this.y = y;
    this.t = t;
    this.l = Tensor.reuse(this.l, y.dtype, [batch]);
    kernels.multiLabelMargin(this.l, y, t);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, t, l] = [kept(this, this.y), kept(this, this.t), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l);
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.multiLabelMarginBackward(this.dy, y, t, slope, y.shape[1]);
    return this.reduction.bprop(this.dy, dE);
  }
}
