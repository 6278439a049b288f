import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, max, min, mul } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = min(max(x, −3), 3) / 6 + ½,  dx = dy / 6 where −3 < x < 3, else 0, elementwise on any shape.
 * Courbariaux, Bengio and David, 2015; PyTorch's slope.
 * @throws FpropError SHAPE, DTYPE
 */
export class Hardsigmoid extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.hardtanh(y, x, -3, 3);
    kernels.affine(y, y, 1 / 6, 0.5);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.hardtanhBackward(dx, dy, x, -3, 3);
    kernels.scale(dx, dx, 1 / 6);
  }

  express(x: Expression): Expression {
    return add(mul(1 / 6, min(max(x, -3), 3)), 0.5);
  }
}
