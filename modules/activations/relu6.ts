import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { max, min } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = min(max(x, 0), 6),  dx = dy where 0 < x < 6, else 0, elementwise on any shape. Howard et al., 2017 (MobileNets).
 * @throws FpropError SHAPE, DTYPE
 */
export class ReLU6 extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.hardtanh(y, x, 0, 6);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.hardtanhBackward(dx, dy, x, 0, 6);
  }

  express(x: Expression): Expression {
    return min(max(x, 0), 6);
  }
}
