import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { relu } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = max(x, 0),  dx = dy where x > 0, else 0, elementwise on any shape; at 0 the derivative taken is 0.
 * Lecture slide 39.
 * @throws FpropError SHAPE, DTYPE
 */
export class ReLU extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.relu(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, _: Tensor, y: Tensor): void {
    kernels.reluBackward(dx, dy, y);
  }

  express(x: Expression): Expression {
    return relu(x);
  }
}
