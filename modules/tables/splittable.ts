import { checkCount, checkFloats, checkForm, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { slice } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { view } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { around, axisOf, checkDim } from "../../lib/layers/axis.ts";
import type { Tuple } from "../../lib/layers/tuple.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * The tuple of x at each of the n places of axis `dim`, which is then gone: y_k = x_…k…;  dx has each dy_k in its place.
 * torch.unbind, Torch7's nn.SplitTable.
 *
 *     new SplitTable(1, 3)     [8, 3, 5] → [8, 5], [8, 5], [8, 5]
 *
 * @throws FpropError SHAPE, DTYPE
 */
export class SplitTable<N extends number> extends Module<Tensor, Tuple<N>> {
  readonly dim: number;
  readonly n: N;
  x: Tensor | undefined;
  y: (Tensor | undefined)[] = [];
  dx: Tensor | undefined;

  constructor(dim: number, n: N) {
    super();
    checkDim("SplitTable", "dim", dim);
    checkCount("SplitTable", "n", n);
    this.dim = dim;
    this.n = n;
  }

  fprop(x: Tensor): Tuple<N> {
    checkFloats(this, "x", x);
    const axis = axisOf(this, "x", x.shape, this.dim);
    if (x.shape[axis] !== this.n) refuse("SHAPE", this, "x", `of ${this.n} at axis ${this.dim}`, shapeText(x.shape));
    const [rows, cols] = around(x.shape, axis);
    this.x = x;
    const y = Array.from({ length: this.n }, (_, k) => {
      const part = Tensor.reuse(this.y[k], x.dtype, x.shape.toSpliced(axis, 1));
      kernels.copyLines(part, 0, cols, x, k * cols, this.n * cols, rows, cols);
      return part;
    });
    this.y = y;
    return y as readonly Tensor[] as Tuple<N>;
  }

  bprop(dy: Tuple<N>): Tensor {
    const x = kept(this, this.x);
    checkForm(this, "dy", dy, this.y as readonly Tensor[]);
    const [rows, cols] = around(x.shape, axisOf(this, "x", x.shape, this.dim));
    this.dx = Tensor.reuseLike(this.dx, x);
    for (const [k, d] of (dy as readonly Tensor[]).entries())
      kernels.copyLines(this.dx, k * cols, this.n * cols, d, 0, cols, rows, cols);
    return this.dx;
  }

  override express(x: Expression): Expression[] {
    return Array.from({ length: this.n }, (_, k) =>
      view(slice(x, this.dim, k, 1), "squeeze", (s, who) => s.toSpliced(axisOf(who, "x", s, this.dim), 1)),
    );
  }

  override toString(): string {
    return `SplitTable(${this.dim}, ${this.n})`;
  }
}
