import { checkRange } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { exp, log, max, mul, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/** What a logarithm of 0 is taken of instead, in an expression: 0 times it is 0. */
const LEAST = 1e-38;

/**
 * Kullback and Leibler's divergence of distributions t from e^y, for log-probabilities y and probabilities t of one
 * shape:
 *
 *     l = t (ln t − y),  ∂l/∂y = −t          with logTarget, t being logarithms too:  l = eᵗ (t − y),  ∂l/∂y = −eᵗ
 *
 * and l = 0 where the probability is 0. E is the mean over all elements, which is not the mean divergence: that is
 * "batchmean", the sum divided by the size of the first axis; or the sum, or l itself.
 * @throws FpropError SHAPE, DTYPE; TARGET for a negative t without logTarget
 */
export class KLDivLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly logTarget: boolean;
  readonly batchmean: boolean;

  constructor({ reduction, logTarget = false }: { reduction?: R | "batchmean"; logTarget?: boolean } = {}) {
    super(reduction === "batchmean" ? ("sum" as R) : reduction);
    this.batchmean = reduction === "batchmean";
    this.logTarget = logTarget;
  }

  protected override check(_y: Tensor, t: Tensor): void {
    if (!this.logTarget) checkRange(this, "t", t, 0, Infinity, "TARGET");
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    if (this.logTarget) kernels.logKlDivergence(l, y, t);
    else kernels.klDivergence(l, y, t);
    if (this.batchmean) kernels.scale(l, l, 1 / (y.shape[0] ?? 1));
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    const slope = this.batchmean ? -a / (y.shape[0] ?? 1) : -a;
    if (this.logTarget) kernels.exp(dy, t);
    kernels.scale(dy, this.logTarget ? dy : t, slope);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const l = this.logTarget ? mul(exp(t), sub(t, y)) : mul(t, sub(log(max(t, LEAST)), y));
    return this.batchmean ? mul(l, 1 / (t.shape[0] ?? 1)) : l;
  }
}
