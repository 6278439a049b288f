import type { Expression } from "../../lib/expressions/expression.ts";
import { sum } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Reduce } from "../../lib/layers/reduce.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = Σ x along axis `dim`;  dx = dy, repeated.
 * `dim` counts the batch as 0, and is another; with `keepdim` it stays, with size 1.
 * @throws FpropError SHAPE, DTYPE
 */
export class Sum extends Reduce {
  protected forward(y: Tensor, x: Tensor, n: number, cols: number): void {
    kernels.sumPieces(y, x, n, cols);
  }

  protected backward(dx: Tensor, dy: Tensor, n: number, cols: number): void {
    kernels.repeatPieces(dx, dy, n, cols);
  }

  protected over(x: Expression): Expression {
    return sum(x, this.dim);
  }
}
