import { markSquashed } from "../lib/advice.ts";
import { checkFloats, checkLike, checkMatrix, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { softmax } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = e^(x − max x) / Σ e^(x − max x),  dx = y (dy − Σ dy y), along the last axis: x and y are [batch, …, classes].
 * Taking the largest x off changes nothing in y and keeps every exponential finite (lecture slide 44; slide 37 has the
 * sign of the exponent wrong). As an output it is for reading; train the logits with CrossEntropyLoss.
 * @throws FpropError SHAPE, DTYPE
 */
export class Softmax extends Module {
  y: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkMatrix(this, "x", x);
    this.y = markSquashed(Tensor.reuseLike(this.y, x), "Softmax", this.y);
    kernels.softmax(this.y, x, x.shape.at(-1)!);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, y);
    kernels.softmaxBackward(this.dx, dy, y, y.shape.at(-1)!);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return softmax(x);
  }
}
