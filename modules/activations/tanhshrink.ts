import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { sub, tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x − tanh x,  dx = dy tanh² x = dy (x − y)², elementwise on any shape.
 * @throws FpropError SHAPE, DTYPE
 */
export class Tanhshrink extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.tanh(y, x);
    kernels.subtract(y, x, y);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.tanh(dx, x);
    kernels.multiply(dx, dx, dx);
    kernels.multiply(dx, dy, dx);
  }

  express(x: Expression): Expression {
    return sub(x, tanh(x));
  }
}
