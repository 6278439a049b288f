import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { abs } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = |x|,  dx = dy sign x, elementwise on any shape; at 0 the derivative taken is 0. Torch7's nn.Abs.
 * @throws FpropError SHAPE, DTYPE
 */
export class Abs extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.timesSign(y, x, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.timesSign(dx, dy, x);
  }

  express(x: Expression): Expression {
    return abs(x);
  }
}
