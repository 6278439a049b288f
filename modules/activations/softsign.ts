import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { abs, add, div } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x / (1 + |x|),  dx = dy / (1 + |x|)², elementwise on any shape. Turian, Bergstra and Bengio, 2009.
 * @throws FpropError SHAPE, DTYPE
 */
export class Softsign extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.softsign(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.softsignBackward(dx, dy, x);
  }

  express(x: Expression): Expression {
    return div(x, add(1, abs(x)));
  }
}
