import { checkAlike, checkNumber, checkShape, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, min, relu, sub } from "../lib/expressions/operations.ts";
import { distance } from "../lib/expressions/terms.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

type Triplet = readonly [anchor: Tensor, positive: Tensor, negative: Tensor];

/** Between which of a, p and n the distances are. */
const PAIRS = [[0, 1], [0, 2]] as const; // prettier-ignore
const SWAPPED = [...PAIRS, [1, 2]] as const;

/**
 * l = max(0, margin + d(a, p) − d(a, n)), where d(x, z) = ‖x − z + eps‖ of order p between the rows of an anchor a, a
 * positive p and a negative n, all [batch, size]. With swap, min(d(a, n), d(p, n)) takes the place of d(a, n).
 *
 *     g = 1 where l > 0, else 0          da = g (∂d(a, p)/∂a − ∂d(a, n)/∂a)          dp = g ∂d(a, p)/∂p
 *                                        dn = −g ∂d(a, n)/∂n                         and so where d(p, n) is the lesser
 *
 * E is the mean of l, the sum, or l itself. y and dy are triplets; there are no targets. Balntas et al., 2016.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a margin or an order p that is not above 0
 */
export class TripletMarginLoss<R extends Reduction = "mean"> extends Loss<Triplet, unknown, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly margin: number;
  readonly p: number;
  readonly eps: number;
  readonly swap: boolean;
  y: Triplet | undefined;
  /** d(a, p), d(a, n) and, with swap, d(p, n); far is the lesser of the last two. */
  readonly d: (Tensor | undefined)[] = [];
  far: Tensor | undefined;
  l: Tensor | undefined;
  g: Tensor | undefined;
  h: Tensor | undefined;
  part: Tensor | undefined;
  readonly dy: (Tensor | undefined)[] = [];

  constructor({
    reduction,
    margin = 1,
    p = 2,
    eps = 1e-6,
    swap = false,
  }: { reduction?: R; margin?: number; p?: number; eps?: number; swap?: boolean } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkNumber(this, "margin", margin, Number.MIN_VALUE);
    if (p !== Infinity) checkNumber(this, "p", p, Number.MIN_VALUE);
    checkNumber(this, "eps", eps);
    [this.margin, this.p, this.eps, this.swap] = [margin, p, eps, swap];
  }

  fprop(y: Triplet, _t?: unknown): Reduced<R> {
    checkAlike(this, ["anchor", "positive", "negative"], y);
    checkShape(this, "anchor", y[0], ["batch", "size"]);
    this.y = [y[0], y[1], y[2]];
    for (const [k, [i, j]] of (this.swap ? SWAPPED : PAIRS).entries()) {
      this.d[k] = Tensor.reuse(this.d[k], y[0].dtype, [y[0].shape[0]]);
      kernels.distances(this.d[k], y[i], y[j], this.p, this.eps);
    }
    const [near, far, across = far] = this.d as Tensor[];
    this.l = Tensor.reuseLike(this.l, near);
    this.far = Tensor.reuseLike(this.far, near);
    kernels.min(this.far, far, across);
    kernels.exceedance(this.l, near, this.far, this.margin);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Triplet {
    const [y, l, far] = [kept(this, this.y), kept(this, this.l), kept(this, this.far)];
    const slope = this.reduction.slope(this, dE, l);
    const d = this.d as Tensor[];
    [this.g, this.h] = [Tensor.reuseLike(this.g, l), Tensor.reuseLike(this.h, l)];
    this.part = Tensor.reuseLike(this.part, y[0]);
    for (let k = 0; k < 3; k++) kernels.clear((this.dy[k] = Tensor.reuseLike(this.dy[k], y[k])));
    kernels.exceedanceBackward(this.g, d[0], far, slope, this.margin);
    this.reduction.bprop(this.g, dE);
    for (const [k, [i, j]] of (this.swap ? SWAPPED : PAIRS).entries()) {
      if (k > 0) share(this.h, this.g, d[1], d.at(-1)!, k === 1);
      kernels.distancesBackward(this.part, k === 0 ? this.g : this.h, d[k], y[i], y[j], this.p, this.eps);
      kernels.addScaled(this.dy[i]!, this.part, 1);
      kernels.addScaled(this.dy[j]!, this.part, -1);
    }
    return this.dy as unknown as Triplet;
  }

  override express([a, p, n]: readonly [Expression, Expression, Expression]): Expression {
    const d = (x: Expression, z: Expression): Expression => distance(x, z, this.p, this.eps);
    const far = this.swap ? min(d(a, n), d(p, n)) : d(a, n);
    return reduced(relu(add(this.margin, sub(d(a, p), far))), this.reduction.kind);
  }
}

/** h = −g where the first of two distances is the lesser, or where the second is; else 0 */
function share(h: Tensor, g: Tensor, d: Tensor, other: Tensor, first: boolean): void {
  kernels.exceeds(h, d, other);
  kernels.multiply(h, h, g);
  if (first) kernels.subtract(h, h, g);
  else kernels.scale(h, h, -1);
}
