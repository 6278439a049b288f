import { checkFloats, checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { stopGradient } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = x, the very tensor, of whatever shape; but dx = 0, which is not its derivative: x counts as a constant, and what
 * stands before it learns nothing from here. PyTorch's `detach`.
 * @throws FpropError SHAPE, DTYPE
 */
export class StopGradient extends Module {
  x: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.x = x;
    return x;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.x));
    this.dx = Tensor.reuseLike(this.dx, dy);
    kernels.clear(this.dx);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return stopGradient(x);
  }
}
