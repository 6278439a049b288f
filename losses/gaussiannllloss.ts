import { checkAlike, checkLike, checkNumber, checkRange, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, div, log, max, mul, sub } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

type Gaussian = readonly [mean: Tensor, variance: Tensor];

/** ½ ln 2π */
const CONSTANT = 0.9189385332046727;

/**
 * Negative log-likelihood of targets t under Gaussians of mean μ and variance v, all of one shape. Both are outputs: y
 * is the pair [μ, v], and dy that of their gradients.
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
  d: Tensor | undefined;
  l: Tensor | undefined;
  dmu: Tensor | undefined;
  dv: Tensor | undefined;

  constructor({ reduction, full = false, eps = 1e-6 }: { reduction?: R; full?: boolean; eps?: number } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkNumber(this, "eps", eps, Number.MIN_VALUE);
    this.full = full;
    this.eps = eps;
  }

  fprop(y: Gaussian, t: Tensor): Reduced<R> {
    checkAlike(this, ["mean", "variance"], y);
    const [mu, v] = y;
    checkLike(this, "t", t, mu);
    checkRange(this, "variance", v, 0, Infinity, "ARGUMENT");
    this.v = v;
    this.d = Tensor.reuseLike(this.d, mu);
    this.l = Tensor.reuseLike(this.l, mu);
    kernels.subtract(this.d, mu, t);
    kernels.gaussian(this.l, this.d, v, this.full ? CONSTANT : 0, this.eps);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Gaussian {
    const [v, d, l] = [kept(this, this.v), kept(this, this.d), kept(this, this.l)];
    const slope = this.reduction.slope(this, dE, l);
    this.dmu = Tensor.reuseLike(this.dmu, d);
    this.dv = Tensor.reuseLike(this.dv, d);
    kernels.gaussianBackward(this.dmu, d, v, slope, this.eps);
    kernels.gaussianVarianceBackward(this.dv, d, v, slope, this.eps);
    return [this.reduction.bprop(this.dmu, dE), this.reduction.bprop(this.dv, dE)];
  }

  override express([mu, v]: readonly [Expression, Expression], t: Tensor): Expression {
    const [d, m] = [sub(mu, t), max(v, this.eps)];
    const l = mul(0.5, add(log(m), div(mul(d, d), m)));
    return reduced(add(l, this.full ? CONSTANT : 0), this.reduction.kind);
  }
}
