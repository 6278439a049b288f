import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { log } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = ln x,  dx = dy / x, elementwise on any shape; −∞ at 0 and NaN below. Torch7's nn.Log.
 * @throws FpropError SHAPE, DTYPE
 */
export class Log extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.log(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.divide(dx, dy, x);
  }

  express(x: Expression): Expression {
    return log(x);
  }
}
