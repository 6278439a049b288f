import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, max, min, mul } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x h with h = min(max(x + 3, 0), 6) / 6,  dx = 0 where x ≤ −3, dy where x ≥ 3, else dy (x/3 + ½), elementwise on
 * any shape: SiLU without its exponentials. Howard et al., 2019 (MobileNetV3).
 * @throws FpropError SHAPE, DTYPE
 */
export class Hardswish extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.hardswish(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.hardswishBackward(dx, dy, x);
  }

  express(x: Expression): Expression {
    return mul(x, mul(1 / 6, min(max(add(x, 3), 0), 6)));
  }
}
