import { checkFloats, checkLike, kept } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import { around, axisOf, checkDim } from "./axis.ts";

/** What modules share whose y is a part of x, some places of an axis: dx has dy there, and 0 elsewhere. */
export abstract class Part extends Module {
  readonly dim: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(dim: number) {
    super();
    checkDim(this.constructor.name, "dim", dim);
    this.dim = dim;
  }

  /** The first of the places on an axis of n, and how many they are. */
  protected abstract range(n: number, x: Tensor): readonly [start: number, length: number];
  /** The shape of y. */
  protected abstract shapeOf(x: readonly number[], axis: number): readonly number[];

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const axis = axisOf(this, "x", x.shape, this.dim);
    const n = x.shape[axis];
    const [start, length] = this.range(n, x);
    const [rows, cols] = around(x.shape, axis);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, this.shapeOf(x.shape, axis));
    kernels.copyLines(this.y, 0, length * cols, x, start * cols, n * cols, rows, length * cols);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const axis = axisOf(this, "x", x.shape, this.dim);
    const n = x.shape[axis];
    const [start, length] = this.range(n, x);
    const [rows, cols] = around(x.shape, axis);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.clear(this.dx);
    kernels.copyLines(this.dx, start * cols, n * cols, dy, 0, length * cols, rows, length * cols);
    return this.dx;
  }
}
