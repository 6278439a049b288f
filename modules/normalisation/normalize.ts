import { checkFloats, checkLike, checkMatrix, checkNumber, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, amax, div, max, neg, pow, spread, sum } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Rows of p-norm 1: y = x / ν with ν = (Σ |x|ᵖ + ε)^(1/p) along the last axis, or ν = max |x| + ε for p = Infinity.
 *
 *     x, y [batch, …, n]     u = sign(x) |x|^(p − 1); for p = Infinity sign(x) at the first of the largest, else 0
 *
 *     s = Σ x u + ε     ν = s^(1/p), or s for p = Infinity     v = 1/ν     dx = (dy − u (Σ dy x) / s) v
 *
 * Torch7's nn.Normalize, and its ε.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a p below 1
 */
export class Normalize extends Module {
  readonly p: number;
  readonly eps: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  u: Tensor | undefined;
  s: Tensor | undefined;
  v: Tensor | undefined;
  k: Tensor | undefined;
  g: Tensor | undefined;
  c: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(p = 2, { eps = 1e-10 }: { eps?: number } = {}) {
    super();
    if (p !== Infinity) checkNumber("Normalize", "p", p, 1);
    checkNumber("Normalize", "eps", eps, 0);
    this.p = p;
    this.eps = eps;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkMatrix(this, "x", x);
    const [rows, n] = [x.shape.slice(0, -1), x.shape.at(-1)!];
    this.x = x;
    this.y = Tensor.reuseLike(this.y, x);
    this.u = Tensor.reuseLike(this.u, x);
    this.s = Tensor.reuse(this.s, x.dtype, rows);
    this.v = Tensor.reuse(this.v, x.dtype, rows);
    kernels.signedPow(this.u, x, this.p === Infinity ? 0 : this.p - 1);
    if (this.p === Infinity) {
      this.k = Tensor.reuse(this.k, "int32", rows);
      kernels.multiply(this.y, x, this.u);
      kernels.maxPieces(this.s, this.k, this.y, n, 1);
      kernels.pow(this.s, this.s, 0);
      kernels.maxPiecesBackward(this.y, this.s, this.k, n, 1);
      kernels.multiply(this.u, this.u, this.y);
    }
    kernels.rowDots(this.s, x, this.u);
    kernels.affine(this.s, this.s, 1, this.eps);
    kernels.pow(this.v, this.s, this.p === Infinity ? 1 : 1 / this.p);
    kernels.pow(this.v, this.v, -1);
    kernels.scale(this.y, x, 1);
    kernels.scaleRows(this.y, this.v);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, u, s, v] = [this.x, this.u, this.s, this.v].map((t) => kept(this, t));
    checkLike(this, "dy", dy, x);
    this.g = Tensor.reuseLike(this.g, x);
    this.dx = Tensor.reuseLike(this.dx, x);
    this.c = Tensor.reuseLike(this.c, s);
    kernels.rowDots(this.c, dy, x);
    kernels.divide(this.c, this.c, s);
    kernels.scale(this.g, u, 1);
    kernels.scaleRows(this.g, this.c);
    kernels.subtract(this.dx, dy, this.g);
    kernels.scaleRows(this.dx, v);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const [{ p, eps }, size] = [this, max(x, neg(x))];
    const norm = p === Infinity ? add(amax(size, -1), eps) : pow(add(sum(pow(size, p), -1), eps), 1 / p);
    return div(x, spread(norm, x, -1));
  }

  override toString(): string {
    return `Normalize(${this.p})`;
  }
}
