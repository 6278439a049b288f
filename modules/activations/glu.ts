import { checkAxis, checkFloats, checkInteger, checkLike, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { half } from "../../lib/expressions/axes.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul, sigmoid } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * A gate: y = a σ(b), with a and b the first and the second half of x along the axis dim, by default the last.
 *
 *     x [batch, …, 2n, …]     y [batch, …, n, …]     da = dy σ(b)     db = dy a σ(b) (1 − σ(b))
 *
 * Dauphin et al., 2017.
 * @throws FpropError SHAPE, also for an odd axis; DTYPE; ARGUMENT for a dim that is no integer
 */
export class GLU extends Module {
  readonly dim: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({ dim = -1 }: { dim?: number } = {}) {
    super();
    checkInteger("GLU", "dim", dim);
    this.dim = dim;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const { n, inner } = checkAxis(this, "x", x, this.dim);
    if (n % 2 !== 0) refuse("SHAPE", this, "x", `even along its axis ${this.dim}`, shapeText(x.shape));
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, x.shape.with(this.dim, n / 2));
    kernels.glu(this.y, x, (n / 2) * inner);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const x = kept(this, this.x);
    checkLike(this, "dy", dy, kept(this, this.y));
    const { n, inner } = checkAxis(this, "x", x, this.dim);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.gluBackward(this.dx, dy, x, (n / 2) * inner);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return mul(half(x, this.dim, 0), sigmoid(half(x, this.dim, 1)));
  }

  override toString(): string {
    return this.dim === -1 ? "GLU" : `GLU(dim ${this.dim})`;
  }
}
