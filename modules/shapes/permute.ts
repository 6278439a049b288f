import { checkFloats, checkLike, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { permute } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y is x with its axes in another order: axis i of y is axis dims[i] of x, and dx is dy with them back in place. The batch
 * stays first, so dims[0] is 0.
 *
 *     new Permute([0, 2, 1])     [8, 5, 3] → [8, 3, 5]
 *
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for dims that are no order of all axes with the batch first
 */
export class Permute extends Module {
  readonly dims: readonly number[];
  readonly inverse: readonly number[];
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(dims: readonly number[]) {
    super();
    const whole = Array.isArray(dims) && dims.length > 0 && dims[0] === 0;
    if (!whole || dims.some((_, i) => !dims.includes(i)))
      refuse("ARGUMENT", "Permute", "dims", "0 and then the other axes in some order", whole ? dims.join(", ") : dims);
    this.dims = [...dims];
    this.inverse = dims.map((_, i) => dims.indexOf(i));
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    if (x.shape.length !== this.dims.length)
      refuse("SHAPE", this, "x", `of ${this.dims.length} axes`, shapeText(x.shape));
    this.x = x;
    this.y = Tensor.reuse(
      this.y,
      x.dtype,
      this.dims.map((i) => x.shape[i]),
    );
    kernels.permute(this.y, x, this.dims);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.permute(this.dx, dy, this.inverse);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return permute(x, () => this.dims);
  }

  override toString(): string {
    return `Permute(${this.dims.join(", ")})`;
  }
}
