import type { Expression } from "../../lib/expressions/expression.ts";
import { amax } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Reduce } from "../../lib/layers/reduce.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = max x along axis `dim`;  dx = dy at the largest, the first of equals, and 0 elsewhere.
 * `dim` counts the batch as 0, and is another; with `keepdim` it stays, with size 1.
 * @throws FpropError SHAPE, DTYPE
 */
export class Max extends Reduce {
  k: Tensor | undefined;

  protected forward(y: Tensor, x: Tensor, n: number, cols: number): void {
    this.k = Tensor.reuse(this.k, "int32", y.shape);
    kernels.maxPieces(y, this.k, x, n, cols);
  }

  protected backward(dx: Tensor, dy: Tensor, n: number, cols: number): void {
    kernels.maxPiecesBackward(dx, dy, this.k!, n, cols);
  }

  protected over(x: Expression): Expression {
    return amax(x, this.dim);
  }
}
