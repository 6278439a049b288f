import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { exp } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = eˣ,  dx = dy y, elementwise on any shape. Torch7's nn.Exp.
 * @throws FpropError SHAPE, DTYPE
 */
export class Exp extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.exp(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, _: Tensor, y: Tensor): void {
    kernels.multiply(dx, dy, y);
  }

  express(x: Expression): Expression {
    return exp(x);
  }
}
