import { checkFloats, checkLike, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { relu } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = max(x, 0),  dx = dy where x > 0, else 0, elementwise on any shape; at 0 the derivative taken is 0.
 * Lecture slide 39.
 * @throws FpropError SHAPE, DTYPE
 */
export class ReLU extends Module {
  y: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.relu(this.y, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, y);
    kernels.reluBackward(this.dx, dy, y);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return relu(x);
  }
}
