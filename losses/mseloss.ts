import { adviseAgainst } from "../lib/advice.ts";
import { ElementwiseLoss } from "../lib/elementwiseloss.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { pow, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import type { Reduction } from "../lib/reduction.ts";
import type { Tensor } from "../lib/tensor.ts";

/**
 * Squared error: l = (y − t)²,  ∂l/∂y = 2 (y − t), for y and t of one shape; E is the mean, the sum, or l itself.
 * The lecture's L2 loss (slide 7) is the sum. After a Sigmoid its gradient vanishes where the output is confidently
 * wrong (slide 42): then BCELoss.
 * @throws FpropError SHAPE, DTYPE
 */
export class MSELoss<R extends Reduction = "mean"> extends ElementwiseLoss<R> {
  constructor({ reduction }: { reduction?: R } = {}) {
    super(reduction);
  }

  protected override check(y: Tensor): void {
    adviseAgainst(y, "Sigmoid", "MSELoss", "Use BCELoss, or BCEWithLogitsLoss without the Sigmoid.");
  }

  protected terms(l: Tensor, y: Tensor, t: Tensor): void {
    kernels.squaredError(l, y, t);
  }

  protected slopes(dy: Tensor, y: Tensor, t: Tensor, a: number): void {
    kernels.squaredErrorBackward(dy, y, t, a);
  }

  protected told(y: Expression, t: Tensor): Expression {
    return pow(sub(y, t), 2);
  }
}
