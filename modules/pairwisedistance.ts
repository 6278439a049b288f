import { checkNumber, kept, refuse } from "../lib/check.ts";
import { shapeText } from "../lib/errors.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, max, neg, pow, sub, sum, view } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Comparison } from "../lib/layers/comparison.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * The distance of a and b along the last axis: y = (Σ |d|ᵖ)^(1/p) with d = a − b + eps, for a p above 0.
 *
 *     a, b [batch, …, n]     y [batch, …], or with keepdim [batch, …, 1]
 *
 *     da = dy y^(1 − p) |d|^(p − 1) sign d, 0 where y is     db = −da
 *
 * The input is the tuple [a, b]; options and defaults are PyTorch's.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT
 */
export class PairwiseDistance extends Comparison {
  readonly p: number;
  readonly eps: number;
  readonly keepdim: boolean;
  d: Tensor | undefined;
  size: Tensor | undefined;
  t: Tensor | undefined;
  g: Tensor | undefined;

  constructor({ p = 2, eps = 1e-6, keepdim = false }: { p?: number; eps?: number; keepdim?: boolean } = {}) {
    super();
    checkNumber("PairwiseDistance", "p", p);
    if (p <= 0) refuse("ARGUMENT", "PairwiseDistance", "p", "above 0", p);
    checkNumber("PairwiseDistance", "eps", eps);
    this.p = p;
    this.eps = eps;
    this.keepdim = keepdim;
  }

  protected shapeOf(a: readonly number[]): readonly number[] {
    if (a.length < 2) refuse("SHAPE", this, "a", "[batch, …] of two axes or more", shapeText(a));
    return this.keepdim ? [...a.slice(0, -1), 1] : a.slice(0, -1);
  }

  protected forward(y: Tensor, a: Tensor, b: Tensor): void {
    this.d = Tensor.reuseLike(this.d, a);
    this.size = Tensor.reuseLike(this.size, a);
    this.t = Tensor.reuseLike(this.t, a);
    kernels.subtract(this.d, a, b);
    kernels.hardtanh(this.t, this.d, this.eps, this.eps); // eps everywhere
    kernels.add(this.d, this.d, this.t);
    kernels.clear(this.t);
    kernels.absError(this.size, this.d, this.t);
    kernels.pow(this.t, this.size, this.p);
    kernels.sumPieces(y, this.t, a.shape.at(-1)!, 1);
    kernels.pow(y, y, 1 / this.p);
  }

  protected backward(da: Tensor, db: Tensor, dy: Tensor, a: Tensor, _: Tensor, y: Tensor): void {
    const [d, size, t] = [kept(this, this.d), kept(this, this.size), kept(this, this.t)];
    this.g = Tensor.reuseLike(this.g, y);
    // (|d| / y)^(p − 1), which is 0 where both are.
    kernels.hardtanh(this.g, y, y.dtype === "float32" ? 1e-30 : 1e-290, Infinity);
    kernels.repeatPieces(da, this.g, a.shape.at(-1)!, 1);
    kernels.divide(da, size, da);
    kernels.pow(da, da, this.p - 1);
    kernels.repeatPieces(t, dy, a.shape.at(-1)!, 1);
    kernels.multiply(da, da, t);
    kernels.clear(t);
    kernels.addSign(t, d, 1);
    kernels.multiply(da, da, t);
    kernels.scale(db, da, -1);
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    const d = add(sub(a, b), this.eps);
    const y = pow(sum(pow(max(d, neg(d)), this.p), -1), 1 / this.p);
    return this.keepdim ? view(y, "keepdim", (s) => [...s, 1]) : y;
  }

  override toString(): string {
    return `PairwiseDistance(p ${this.p})`;
  }
}
