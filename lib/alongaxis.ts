import { checkAxis, checkFloats, checkInteger, checkLike, kept } from "./check.ts";
import type { Expression } from "./expressions/expression.ts";
import * as kernels from "./kernels/index.ts";
import { Module } from "./module.ts";
import { Tensor } from "./tensor.ts";

/**
 * What the softmax and its kin have in common: y of the shape of x, found along one axis, dim, which is any but the
 * batch; −1 is the last. A subclass has y and dx as kernel calls on rows of n numbers. Where the axis is not the last, its
 * numbers are brought side by side before, and back afterwards.
 */
export abstract class AlongAxis extends Module {
  readonly dim: number;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  /** x or dy, y and dx with the axis last, where that is not so anyway. */
  rows: Tensor | undefined;
  yRows: Tensor | undefined;
  dxRows: Tensor | undefined;

  constructor(who: string, dim: number) {
    super();
    checkInteger(who, "dim", dim);
    this.dim = dim;
  }

  /** y from x, row by row */
  protected abstract forward(y: Tensor, x: Tensor, n: number): void;
  /** dx from dy and y, row by row */
  protected abstract backward(dx: Tensor, dy: Tensor, y: Tensor, n: number): void;

  abstract override express(x: Expression): Expression;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const { n, inner } = checkAxis(this, "x", x, this.dim);
    this.y = Tensor.reuseLike(this.y, x);
    if (inner === 1) this.forward(this.y, x, n);
    else {
      this.rows = Tensor.reuse(this.rows, x.dtype, [x.size / n, n]);
      this.yRows = Tensor.reuseLike(this.yRows, this.rows);
      kernels.swapPieces(this.rows, x, n, inner);
      this.forward(this.yRows, this.rows, n);
      kernels.swapPieces(this.y, this.yRows, inner, n);
    }
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    const { n, inner } = checkAxis(this, "y", y, this.dim);
    this.dx = Tensor.reuseLike(this.dx, y);
    if (inner === 1) this.backward(this.dx, dy, y, n);
    else {
      const rows = kept(this, this.rows);
      this.dxRows = Tensor.reuseLike(this.dxRows, rows);
      kernels.swapPieces(rows, dy, n, inner);
      this.backward(this.dxRows, rows, kept(this, this.yRows), n);
      kernels.swapPieces(this.dx, this.dxRows, inner, n);
    }
    return this.dx;
  }

  override toString(): string {
    return this.dim === -1 ? super.toString() : `${super.toString()}(dim ${this.dim})`;
  }
}
