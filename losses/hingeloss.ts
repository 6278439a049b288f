import { checkNumber } from "../lib/check.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mul, relu, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import { checkSigns } from "../lib/targets.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * l = max(0, margin − t y) with targets t in {−1, 1},  ∂l/∂y = −t where t y < margin, else 0, for y and t of one shape;
 * E is the mean, the sum, or l itself. The lecture's hinge loss (slide 7) is the sum; Torch7's MarginCriterion.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is neither −1 nor 1
 */
export class HingeLoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
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
    kernels.hinge(l, y, t, this.margin);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.hingeBackward(dy, y, t, a, this.margin);
  }

  protected told(y: Expression, t: Tensor): Expression {
    return relu(sub(this.margin, mul(t, y)));
  }
}
