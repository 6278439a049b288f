import { checkFloats, checkLike, checkMatrix, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { view } from "../lib/expressions/operations.ts";
import { Module } from "../lib/module.ts";
import { sizeOf, type Tensor } from "../lib/tensor.ts";

/**
 * y [batch, n] has the numbers of x [batch, …], of which there are n to a row; dx has those of dy. Nothing is copied.
 * @throws FpropError SHAPE, DTYPE
 */
export class Flatten extends Module {
  x: Tensor | undefined;
  y: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkMatrix(this, "x", x);
    this.x = x;
    this.y = x.reshape([x.shape[0], x.size / x.shape[0]]);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const x = kept(this, this.x);
    checkLike(this, "dy", dy, kept(this, this.y));
    return dy.reshape(x.shape);
  }

  override express(x: Expression): Expression {
    return view(x, "flatten", ([batch, ...rest]) => [batch, sizeOf(rest)]);
  }
}
