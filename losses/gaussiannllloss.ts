import { checkFloats, checkLike, checkNumber, checkRange, checkTuple, kept, refuse } from "../lib/check.ts";
import { shapeText } from "../lib/errors.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, div, log, max, mul, sub, view } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { sameShape, Tensor } from "../lib/tensor.ts";

type Gaussian = readonly [mean: Tensor, variance: Tensor];

/** ½ ln 2π */
const CONSTANT = 0.9189385332046727;

/**
 * Negative log-likelihood of targets t under Gaussians of mean μ and variance v. Both are outputs: y is the pair [μ, v],
 * and dy that of their gradients. μ and t have one shape, and v has it, too, or is one number for each line of the last
 * axis, which is then 1 or missing; ∂E/∂v is summed over the line.
 *
 *     l = ½ (ln v + (μ − t)² / v)          ∂l/∂μ = (μ − t) / v          ∂l/∂v = ½ (1 − (μ − t)² / v) / v
 *
 * with v of at least eps; below it the gradient is that at eps, so that a v that has become too small can grow again,
 * as in PyTorch. full adds ½ ln 2π. E is the mean, the sum, or l itself.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a negative v
 */
export class GaussianNLLLoss<R extends Reduction = "mean"> extends Loss<Gaussian, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly full: boolean;
  readonly eps: number;
  v: Tensor | undefined;
  /** v for each number of a line, where it has one for all of them. */
  spread: Tensor | undefined;
  d: Tensor | undefined;
  l: Tensor | undefined;
  dmu: Tensor | undefined;
  dspread: Tensor | undefined;
  dv: Tensor | undefined;

  constructor({ reduction, full = false, eps = 1e-6 }: { reduction?: R; full?: boolean; eps?: number } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkNumber(this, "eps", eps, Number.MIN_VALUE);
    this.full = full;
    this.eps = eps;
  }

  fprop(y: Gaussian, t: Tensor): Reduced<R> {
    checkTuple(this, y, 2, "y");
    const [mu, v] = y;
    checkFloats(this, "mean", mu);
    checkFloats(this, "variance", v, mu.dtype);
    const lines = mu.shape.slice(0, -1);
    const shapes = [mu.shape, [...lines, 1], lines];
    if (!shapes.some((shape) => sameShape(v.shape, shape)))
      refuse("SHAPE", this, "variance", shapes.map(shapeText).join(" or "), shapeText(v.shape));
    checkLike(this, "t", t, mu);
    checkRange(this, "variance", v, 0, Infinity, "ARGUMENT");
    this.v = v;
    this.d = Tensor.reuseLike(this.d, mu);
    this.l = Tensor.reuseLike(this.l, mu);
    const each = v.size === mu.size ? v : (this.spread = Tensor.reuseLike(this.spread, mu));
    if (each !== v) kernels.repeatPieces(each, v, mu.size / v.size, 1);
    kernels.subtract(this.d, mu, t);
    kernels.gaussian(this.l, this.d, each, this.full ? CONSTANT : 0, this.eps);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Gaussian {
    const [v, d, l] = [kept(this, this.v), kept(this, this.d), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l);
    const each = v.size === d.size ? v : this.spread!;
    this.dmu = Tensor.reuseLike(this.dmu, d);
    this.dv = Tensor.reuseLike(this.dv, v);
    const dv = each === v ? this.dv : (this.dspread = Tensor.reuseLike(this.dspread, d));
    kernels.gaussianBackward(this.dmu, d, each, slope, this.eps);
    kernels.gaussianVarianceBackward(dv, d, each, slope, this.eps);
    this.reduction.bprop(this.dmu, dE);
    this.reduction.bprop(dv, dE);
    if (dv !== this.dv) kernels.sumPieces(this.dv, dv, d.size / v.size, 1);
    return [this.dmu, this.dv];
  }

  override express([mu, v]: readonly [Expression, Expression], t: Tensor): Expression {
    const lines = view(v, "variance", (shape) => (shape.length < t.shape.length ? [...shape, 1] : shape));
    const [d, m] = [sub(mu, t), max(lines, this.eps)];
    const l = mul(0.5, add(log(m), div(mul(d, d), m)));
    return reduced(add(l, this.full ? CONSTANT : 0), this.reduction.kind);
  }
}
