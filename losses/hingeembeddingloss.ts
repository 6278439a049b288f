import { checkNumber } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, mul, relu, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import { checkSigns } from "../lib/targets.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * l = y where t = 1 and max(0, margin − y) where t = −1;  ∂l/∂y = 1 where t = 1, else −1 where y < margin, else 0. y
 * are distances between the two of a pair, and t of the same shape says whether they belong together. E is the mean,
 * the sum, or l itself.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is neither −1 nor 1
 */
export class HingeEmbeddingLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  readonly margin: number;

  constructor({ reduction, margin = 1 }: { reduction?: R; margin?: number } = {}) {
    super(reduction);
    checkNumber(this, "margin", margin);
    this.margin = margin;
  }

  protected override check(_y: Tensor, t: Tensor): void {
    checkSigns(this, t);
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.hingeEmbedding(l, y, t, this.margin);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.hingeEmbeddingBackward(dy, y, t, a, this.margin);
  }

  protected told(y: Expression, t: Tensor): Expression {
    const alike = mul(0.5, add(1, t));
    return add(mul(alike, y), mul(sub(1, alike), relu(sub(this.margin, y))));
  }
}
