import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { pow } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x²,  dx = 2 x dy, elementwise on any shape. Torch7's nn.Square.
 * @throws FpropError SHAPE, DTYPE
 */
export class Square extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.multiply(y, x, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.multiply(dx, dy, x);
    kernels.scale(dx, dx, 2);
  }

  express(x: Expression): Expression {
    return pow(x, 2);
  }
}
