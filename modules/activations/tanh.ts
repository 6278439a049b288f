import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = tanh x,  dx = dy (1 − y²), elementwise on any shape. Lecture slide 38.
 * @throws FpropError SHAPE, DTYPE
 */
export class Tanh extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.tanh(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, _: Tensor, y: Tensor): void {
    kernels.tanhBackward(dx, dy, y);
  }

  express(x: Expression): Expression {
    return tanh(x);
  }
}
