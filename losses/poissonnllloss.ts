import { checkNumber, checkRange } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, exp, log, mul, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Negative log-likelihood of counts t under Poisson distributions, for y and t of one shape: y is the logarithm of the
 * expected count, or with logInput: false the count itself.
 *
 *     logInput     l = eʸ − t y              ∂l/∂y = eʸ − t
 *     otherwise    l = y − t ln(y + ε)       ∂l/∂y = 1 − t / (y + ε)
 *
 * The constant ln t! is left out; full adds Stirling's t ln t − t + ½ ln(2π t) for it where t > 1. ε = eps keeps the
 * logarithm from 0. E is the mean, the sum, or l itself.
 * @throws FpropError SHAPE, DTYPE; TARGET for a negative t
 */
export class PoissonNLLLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly logInput: boolean;
  readonly full: boolean;
  readonly eps: number;
  s: Tensor | undefined;

  constructor({
    reduction,
    logInput = true,
    full = false,
    eps = 1e-8,
  }: { reduction?: R; logInput?: boolean; full?: boolean; eps?: number } = {}) {
    super(reduction);
    checkNumber(this, "eps", eps, 0);
    this.logInput = logInput;
    this.full = full;
    this.eps = eps;
  }

  protected override check(_y: Tensor, t: Tensor): void {
    checkRange(this, "t", t, 0, Infinity, "TARGET");
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    if (this.logInput) kernels.logPoisson(l, y, t);
    else kernels.poisson(l, y, t, this.eps);
    if (!this.full) return;
    this.s = Tensor.reuseLike(this.s, t);
    kernels.stirling(this.s, t);
    kernels.add(l, l, this.s);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    if (this.logInput) kernels.logPoissonBackward(dy, y, t, a);
    else kernels.poissonBackward(dy, y, t, a, this.eps);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const l = this.logInput ? sub(exp(y), mul(t, y)) : sub(y, mul(t, log(add(y, this.eps))));
    if (!this.full) return l;
    const s = Tensor.zeros(t.shape, t.dtype);
    kernels.stirling(s, t);
    return add(l, s);
  }
}
