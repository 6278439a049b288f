import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul, softplus, tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x w with w = tanh ln(1 + eˣ),  dx = dy (w + x σ(x) (1 − w²)), elementwise on any shape. Misra, 2019.
 * @throws FpropError SHAPE, DTYPE
 */
export class Mish extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.mish(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.mishBackward(dx, dy, x);
  }

  express(x: Expression): Expression {
    return mul(x, tanh(softplus(x)));
  }
}
