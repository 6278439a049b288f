import type { Expression } from "../../lib/expressions/expression.ts";
import { amax, neg } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Reduce } from "../../lib/layers/reduce.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = min x along axis `dim`;  dx = dy at the smallest, the first of equals, and 0 elsewhere.
 * `dim` counts the batch as 0, and is another; with `keepdim` it stays, with size 1.
 * @throws FpropError SHAPE, DTYPE
 */
export class Min extends Reduce {
  k: Tensor | undefined;
  negative: Tensor | undefined;

  protected forward(y: Tensor, x: Tensor, n: number, cols: number): void {
    this.k = Tensor.reuse(this.k, "int32", y.shape);
    this.negative = Tensor.reuseLike(this.negative, x);
    kernels.scale(this.negative, x, -1);
    kernels.maxPieces(y, this.k, this.negative, n, cols);
    kernels.scale(y, y, -1);
  }

  protected backward(dx: Tensor, dy: Tensor, n: number, cols: number): void {
    kernels.maxPiecesBackward(dx, dy, this.k!, n, cols);
  }

  protected over(x: Expression): Expression {
    return neg(amax(neg(x), this.dim));
  }
}
