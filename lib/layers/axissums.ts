import * as kernels from "../kernels/index.ts";
import { Tensor } from "../tensor.ts";
import { around } from "./axis.ts";

/**
 * Sums over all axes but one, and products with a number for each place of that one; over all axes, where it is null. What
 * lies in here between two calls is of no use, so that twins may share it.
 */
export class AxisSums {
  readonly axis: number | null;
  private t: Tensor | undefined;
  private lines: Tensor | undefined;

  constructor(axis: number | null) {
    this.axis = axis;
  }

  /** s = Σ a b over the other axes */
  dot(s: Tensor, a: Tensor, b: Tensor): void {
    this.t = Tensor.reuseLike(this.t, a);
    const lines = this.room(a, s);
    kernels.multiply(this.t, a, b);
    kernels.sumPieces(lines, this.t, a.size / lines.size, 1);
    kernels.sumPieces(s, lines, lines.size / s.size, s.size);
  }

  /** y = a s, with the number of s for each place */
  scaled(y: Tensor, a: Tensor, s: Tensor): void {
    const lines = this.room(a, s);
    kernels.repeatPieces(lines, s, lines.size / s.size, s.size);
    kernels.scale(y, a, 1);
    kernels.scaleRows(y, lines);
  }

  /** A number for each run of places that lie behind the axis. */
  private room(a: Tensor, s: Tensor): Tensor {
    const before = this.axis === null ? 1 : around(a.shape, this.axis)[0];
    return (this.lines = Tensor.reuse(this.lines, a.dtype, [before * s.size]));
  }
}
