import { checkFloats, checkLike, kept } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { view } from "../expressions/operations.ts";
import { Module } from "../module.ts";
import type { Tensor } from "../tensor.ts";

/** What modules share whose y has the numbers of x under another shape, and dx those of dy. Nothing is copied. */
export abstract class View extends Module {
  x: Tensor | undefined;
  y: Tensor | undefined;

  /** The shape of y for that of x, which is refused in the name of `who` where there is none. */
  protected abstract shapeOf(x: readonly number[], who: { toString(): string }): readonly number[];

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const shape = this.shapeOf(x.shape, this);
    this.x = x;
    this.y = x.reshape(shape);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    return dy.reshape(x.shape);
  }

  override express(x: Expression): Expression {
    return view(x, this.toString(), (s, who) => this.shapeOf(s, who));
  }
}
