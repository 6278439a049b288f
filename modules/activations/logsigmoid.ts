import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { neg, softplus } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = ln σ(x) = −ln(1 + e⁻ˣ),  dx = dy σ(−x), elementwise on any shape: a Softplus with β = −1, finite for every x.
 * @throws FpropError SHAPE, DTYPE
 */
export class LogSigmoid extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.softplus(y, x, -1, Infinity);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.softplusBackward(dx, dy, x, -1, Infinity);
  }

  express(x: Expression): Expression {
    return neg(softplus(neg(x)));
  }
}
