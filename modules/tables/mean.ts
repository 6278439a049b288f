import type { Expression } from "../../lib/expressions/expression.ts";
import { mean } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Reduce } from "../../lib/layers/reduce.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = Σ x / n along axis `dim` of n;  dx = dy / n, repeated.
 * `dim` counts the batch as 0, and is another; with `keepdim` it stays, with size 1.
 * @throws FpropError SHAPE, DTYPE
 */
export class Mean extends Reduce {
  protected forward(y: Tensor, x: Tensor, n: number, cols: number): void {
    kernels.sumPieces(y, x, n, cols);
    kernels.scale(y, y, 1 / n);
  }

  protected backward(dx: Tensor, dy: Tensor, n: number, cols: number): void {
    kernels.repeatPieces(dx, dy, n, cols);
    kernels.scale(dx, dx, 1 / n);
  }

  protected over(x: Expression): Expression {
    return mean(x, this.dim);
  }
}
