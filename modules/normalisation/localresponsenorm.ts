import { checkCount, checkFloats, checkLike, checkNumber, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { windowSums } from "../../lib/expressions/axes.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, mul, pow } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = x t with t = d^−β and d = k + (α / size) Σ x², the sum over the `size` channels around each: from ⌊size/2⌋ before it
 * to ⌊(size − 1)/2⌋ after it, as far as there are any.
 *
 *     x, y, d, t [batch, channels, …, at least one axis more]     α = alpha, β = beta
 *
 *     h = dy y / d     dx = dy t − (2 α β / size) x Σ h, the sum over the channels in whose sums the one is
 *
 * Krizhevsky, Sutskever and Hinton, 2012; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  d: Tensor | undefined;
  t: Tensor | undefined;
  h: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(size: number, { alpha = 1e-4, beta = 0.75, k = 1 }: { alpha?: number; beta?: number; k?: number } = {}) {
    super();
    checkCount("LocalResponseNorm", "size", size);
    for (const [name, value] of Object.entries({ alpha, beta, k })) checkNumber("LocalResponseNorm", name, value);
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    if (x.shape.length < 3)
      refuse("SHAPE", this, "x", "[batch, channels, …] of three axes or more", shapeText(x.shape));
    const [before, after, channels, space] = this.reach(x);
    this.x = x;
    this.y = Tensor.reuseLike(this.y, x);
    this.d = Tensor.reuseLike(this.d, x);
    this.t = Tensor.reuseLike(this.t, x);
    kernels.multiply(this.t, x, x);
    kernels.windowSums(this.d, this.t, channels, space, before, after);
    kernels.affine(this.d, this.d, this.alpha / this.size, this.k);
    kernels.pow(this.t, this.d, -this.beta);
    kernels.multiply(this.y, x, this.t);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y, d, t] = [kept(this, this.x), kept(this, this.y), kept(this, this.d), kept(this, this.t)];
    checkLike(this, "dy", dy, y);
    const [before, after, channels, space] = this.reach(x);
    this.h = Tensor.reuseLike(this.h, x);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.multiply(this.h, dy, y);
    kernels.divide(this.h, this.h, d);
    kernels.windowSums(this.dx, this.h, channels, space, after, before);
    kernels.multiply(this.h, this.dx, x);
    kernels.multiply(this.dx, dy, t);
    kernels.addScaled(this.dx, this.h, (-2 * this.alpha * this.beta) / this.size);
    return this.dx;
  }

  /** How far the sums reach, and how x is divided. */
  private reach({ shape, size }: Tensor): [before: number, after: number, channels: number, space: number] {
    const [batch, channels] = shape;
    return [Math.floor(this.size / 2), Math.floor((this.size - 1) / 2), channels, size / (batch * channels)];
  }

  override express(x: Expression): Expression {
    const sums = windowSums(mul(x, x), Math.floor(this.size / 2), Math.floor((this.size - 1) / 2));
    return mul(x, pow(add(this.k, mul(this.alpha / this.size, sums)), -this.beta));
  }

  override toString(): string {
    return `LocalResponseNorm(${this.size})`;
  }
}
