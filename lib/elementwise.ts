import { checkFloats, checkLike, kept } from "./check.ts";
import type { Expression } from "./expressions/expression.ts";
import { Module } from "./module.ts";
import { Tensor } from "./tensor.ts";

/**
 * What all activations have in common: y = f(x) and dx = dy f′(x) number by number, on any shape. A subclass has the two
 * as kernel calls, the derivative from x or from y, whichever gives it better, and f once more as an expression.
 */
export abstract class Elementwise extends Module {
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  /** y = f(x) */
  protected abstract forward(y: Tensor, x: Tensor): void;
  /** dx = dy f′(x) */
  protected abstract backward(dx: Tensor, dy: Tensor, x: Tensor, y: Tensor): void;

  abstract override express(x: Expression): Expression;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.x = x;
    this.y = Tensor.reuseLike(this.y, x);
    this.forward(this.y, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, y);
    this.backward(this.dx, dy, x, y);
    return this.dx;
  }
}
