import { checkFloats, checkLike, kept } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { view } from "../expressions/operations.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import { around, axisOf, checkDim } from "./axis.ts";

/** What modules share that make one number of those along an axis, which is then gone or has size 1. */
export abstract class Reduce extends Module {
  readonly dim: number;
  readonly keepdim: boolean;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(dim: number, { keepdim = false }: { keepdim?: boolean } = {}) {
    super();
    checkDim(this.constructor.name, "dim", dim);
    this.dim = dim;
    this.keepdim = keepdim;
  }

  /** y [rows, cols] of x [rows, n, cols] */
  protected abstract forward(y: Tensor, x: Tensor, n: number, cols: number): void;
  protected abstract backward(dx: Tensor, dy: Tensor, n: number, cols: number): void;
  /** The same as an expression, in which the axis is gone. */
  protected abstract over(x: Expression): Expression;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const axis = axisOf(this, "x", x.shape, this.dim);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, this.keepdim ? x.shape.with(axis, 1) : x.shape.toSpliced(axis, 1));
    this.forward(this.y, x, x.shape[axis], around(x.shape, axis)[1]);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const axis = axisOf(this, "x", x.shape, this.dim);
    this.dx = Tensor.reuseLike(this.dx, x);
    this.backward(this.dx, dy, x.shape[axis], around(x.shape, axis)[1]);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const y = this.over(x);
    if (!this.keepdim) return y;
    return view(y, "keepdim", (s) => s.toSpliced(this.dim < 0 ? this.dim + s.length + 1 : this.dim, 0, 1));
  }

  override toString(): string {
    return `${this.constructor.name}(${this.dim}${this.keepdim ? ", keepdim" : ""})`;
  }
}
