import { checkFloats, checkLike, checkMatrix, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { logSoftmax } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = x − ln Σ eˣ,  dx = dy − eʸ Σ dy, along the last axis: x and y are [batch, …, classes]. The largest x is taken off
 * before the exponentials, so that none overflows (lecture slide 44).
 * @throws FpropError SHAPE, DTYPE
 */
export class LogSoftmax extends Module {
  y: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkMatrix(this, "x", x);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.logSoftmax(this.y, x, x.shape.at(-1)!);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, y);
    kernels.logSoftmaxBackward(this.dx, dy, y, y.shape.at(-1)!);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return logSoftmax(x);
  }
}
