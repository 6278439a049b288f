import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul, sigmoid } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x s with s = σ(x),  dx = dy (s + x s (1 − s)), elementwise on any shape; also called swish.
 * Elfwing, Uchibe and Doya, 2018; Ramachandran, Zoph and Le, 2017.
 * @throws FpropError SHAPE, DTYPE
 */
export class SiLU extends Elementwise {
  protected forward(y: Tensor, x: Tensor): void {
    kernels.silu(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.siluBackward(dx, dy, x);
  }

  express(x: Expression): Expression {
    return mul(x, sigmoid(x));
  }
}
