import { checkFloats, checkLike, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { concat } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { around, axisOf, checkDim } from "../../lib/layers/axis.ts";
import { Module } from "../../lib/module.ts";
import { sameShape, Tensor } from "../../lib/tensor.ts";

/**
 * The tensors of a tuple one behind the other along axis `dim`: y = [x₀ x₁ …];  dx_k is the part of dy that is x_k's. They
 * are alike apart from that axis. torch.cat, Torch7's nn.JoinTable.
 *
 *     new JoinTable(1)                                       [8, 2], [8, 3] → [8, 5]
 *     new JoinTable<readonly [Tensor, Tensor, Tensor]>(1)    of three, where the types are to say so
 *
 * @throws FpropError SHAPE, DTYPE
 */
export class JoinTable<In extends readonly Tensor[] = readonly [Tensor, Tensor]> extends Module<In, Tensor> {
  readonly dim: number;
  y: Tensor | undefined;
  dx: (Tensor | undefined)[] = [];
  /** The shapes of x. */
  private shapes: (readonly number[])[] = [];

  constructor(dim: number) {
    super();
    checkDim("JoinTable", "dim", dim);
    this.dim = dim;
  }

  fprop(x: In): Tensor {
    if (!Array.isArray(x) || x.length === 0) refuse("SHAPE", this, "x", "a tuple of tensors", x);
    const [first] = x as readonly Tensor[];
    for (const [k, t] of x.entries()) checkFloats(this, `x[${k}]`, t, k === 0 ? undefined : first.dtype);
    const axis = axisOf(this, "x[0]", first.shape, this.dim);
    const rest = first.shape.toSpliced(axis, 1);
    for (const [k, { shape }] of x.entries())
      if (shape.length !== first.shape.length || !sameShape(shape.toSpliced(axis, 1), rest))
        refuse("SHAPE", this, `x[${k}]`, `${shapeText(first.shape)}, but for axis ${this.dim}`, shapeText(shape));
    this.shapes = x.map((t) => t.shape);
    const n = this.shapes.reduce((sum, shape) => sum + shape[axis], 0);
    this.y = Tensor.reuse(this.y, first.dtype, first.shape.with(axis, n));
    const [rows, cols] = around(first.shape, axis);
    let at = 0;
    for (const t of x) {
      const width = t.size / rows;
      kernels.copyLines(this.y, at, n * cols, t, 0, width, rows, width);
      at += width;
    }
    return this.y;
  }

  bprop(dy: Tensor): In {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    const [rows] = around(y.shape, axisOf(this, "y", y.shape, this.dim));
    let at = 0;
    const parts = this.shapes.map((shape, k) => {
      const part = Tensor.reuse(this.dx[k], dy.dtype, shape);
      const width = part.size / rows;
      kernels.copyLines(part, 0, width, dy, at, dy.size / rows, rows, width);
      at += width;
      return part;
    });
    this.dx = parts;
    return parts as readonly Tensor[] as In;
  }

  override express(x: readonly Expression[]): Expression {
    return concat(x, this.dim);
  }

  override toString(): string {
    return `JoinTable(${this.dim})`;
  }
}
