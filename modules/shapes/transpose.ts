import { checkFloats, checkLike, kept } from "../../lib/check.ts";
import { permute } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { axisOf, checkDim } from "../../lib/layers/axis.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y is x with two axes in each other's place, and dx is dy with them back.
 *
 *     new Transpose(1, 2)     [8, 5, 3] → [8, 3, 5]
 *
 * @throws FpropError SHAPE, DTYPE
 */
export class Transpose extends Module {
  readonly dim0: number;
  readonly dim1: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(dim0: number, dim1: number) {
    super();
    checkDim("Transpose", "dim0", dim0);
    checkDim("Transpose", "dim1", dim1);
    this.dim0 = dim0;
    this.dim1 = dim1;
  }

  /** The axes of y by their places in x, and the other way round: it is the same order. */
  private order(shape: readonly number[]): number[] {
    const [i, j] = [axisOf(this, "x", shape, this.dim0), axisOf(this, "x", shape, this.dim1)];
    return shape.map((_, axis) => (axis === i ? j : axis === j ? i : axis));
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const order = this.order(x.shape);
    this.x = x;
    this.y = Tensor.reuse(
      this.y,
      x.dtype,
      order.map((i) => x.shape[i]),
    );
    kernels.permute(this.y, x, order);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.permute(this.dx, dy, this.order(y.shape));
    return this.dx;
  }

  override express(x: Expression): Expression {
    return permute(x, (rank) => this.order(new Array<number>(rank).fill(1)));
  }

  override toString(): string {
    return `Transpose(${this.dim0}, ${this.dim1})`;
  }
}
