import { checkFloats, checkLike, kept, refuse } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = a + b of two tensors of one shape;  da = db = dy, the very tensor.
 * @throws FpropError SHAPE, DTYPE
 */
export class Add extends Module<readonly [Tensor, Tensor], Tensor> {
  y: Tensor | undefined;

  fprop(x: readonly [Tensor, Tensor]): Tensor {
    if (!Array.isArray(x) || x.length !== 2) refuse("SHAPE", this, "x", "a tuple of two tensors", x);
    const [a, b] = x;
    checkFloats(this, "a", a);
    checkLike(this, "b", b, a);
    this.y = Tensor.reuseLike(this.y, a);
    kernels.add(this.y, a, b);
    return this.y;
  }

  bprop(dy: Tensor): readonly [Tensor, Tensor] {
    checkLike(this, "dy", dy, kept(this, this.y));
    return [dy, dy];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return add(a, b);
  }
}
