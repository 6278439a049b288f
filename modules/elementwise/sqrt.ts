import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { sqrt } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = √x,  dx = dy / 2y, elementwise on any shape; NaN below 0. Torch7's nn.Sqrt.
 * @throws FpropError SHAPE, DTYPE
 */
export class Sqrt extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.pow(y, x, 0.5);
  }

  protected backward(dx: Tensor, dy: Tensor, _: Tensor, y: Tensor): void {
    kernels.divide(dx, dy, y);
    kernels.scale(dx, dx, 0.5);
  }

  express(x: Expression): Expression {
    return sqrt(x);
  }
}
