import { checkLike, kept, refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/** y = x,  dx = dy: the very tensors, whatever their type and shape. */
export class Identity extends Module {
  x: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    if (!(x instanceof Tensor)) refuse("SHAPE", this, "x", "a Tensor", x);
    this.x = x;
    return x;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.x));
    return dy;
  }

  override express(x: Expression): Expression {
    return x;
  }
}
