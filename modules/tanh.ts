import { checkFloats, checkLike, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { tanh } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = tanh x,  dx = dy (1 − y²), elementwise on any shape. Lecture slide 38.
 * @throws FpropError SHAPE, DTYPE
 */
export class Tanh extends Module {
  y: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.tanh(this.y, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, y);
    kernels.tanhBackward(this.dx, dy, y);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return tanh(x);
  }
}
