import { checkFloats, checkLike, checkRange, checkTuple, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { take } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { around, axisOf, checkDim } from "../../lib/layers/axis.ts";
import { Module } from "../../lib/module.ts";
import { sameShape, Tensor } from "../../lib/tensor.ts";

/**
 * Numbers of x by their places t on axis `dim`, as torch.gather has them. For dim = 1 of three axes:
 *
 *     y_ijk = x_i,t_ijk,k     dx_i,t_ijk,k += dy_ijk     dt = 0 (int32), as indices have no derivative
 *
 * The input is the tuple [x, t], where t (int32) has the shape of x, apart from the axis; y has that of t.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a place that the axis has not
 */
export class Gather extends Module<readonly [Tensor, Tensor], Tensor> {
  readonly dim: number;
  x: Tensor | undefined;
  t: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  dt: Tensor | undefined;

  constructor(dim: number) {
    super();
    checkDim("Gather", "dim", dim);
    this.dim = dim;
  }

  fprop(input: readonly [Tensor, Tensor]): Tensor {
    checkTuple(this, input, 2);
    const [x, t] = input;
    checkFloats(this, "x", x);
    checkFloats(this, "t", t, "int32");
    const axis = axisOf(this, "x", x.shape, this.dim);
    if (t.shape.length !== x.shape.length || !sameShape(t.shape.toSpliced(axis, 1), x.shape.toSpliced(axis, 1)))
      refuse("SHAPE", this, "t", `${shapeText(x.shape)}, but for axis ${this.dim}`, shapeText(t.shape));
    checkRange(this, "t", t, 0, x.shape[axis] - 1, "ARGUMENT");
    [this.x, this.t] = [x, t];
    this.y = Tensor.reuse(this.y, x.dtype, t.shape);
    kernels.take(this.y, x, t, x.shape[axis], t.shape[axis], around(x.shape, axis)[1]);
    return this.y;
  }

  bprop(dy: Tensor): readonly [Tensor, Tensor] {
    const [x, t, y] = [kept(this, this.x), kept(this, this.t), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const axis = axisOf(this, "x", x.shape, this.dim);
    this.dx = Tensor.reuseLike(this.dx, x);
    this.dt = Tensor.reuseLike(this.dt, t);
    kernels.takeBackward(this.dx, dy, t, x.shape[axis], t.shape[axis], around(x.shape, axis)[1]);
    kernels.clear(this.dt);
    return [this.dx, this.dt];
  }

  override express([x, t]: readonly [Expression, Expression]): Expression {
    return take(x, t, this.dim);
  }

  override toString(): string {
    return `Gather(${this.dim})`;
  }
}
