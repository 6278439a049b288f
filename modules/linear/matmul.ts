import { checkFloats, checkLike, checkTuple, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { matmuls } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { sameShape, Tensor } from "../../lib/tensor.ts";

/**
 * Products of matrices, one for each place of the leading axes: Y = A B.
 *
 *     A [batch, …, m, k]     B [batch, …, k, n]     Y [batch, …, m, n]     dA = dY Bᵀ     dB = Aᵀ dY
 *
 * With transA A is [batch, …, k, m] and stands for its transpose, so with transB B [batch, …, n, k]; dA and dB are then
 * transposed, too. The leading axes of A and B are the same. Torch7's nn.MM.
 * @throws FpropError SHAPE, DTYPE
 */
export class MatMul extends Module<readonly [Tensor, Tensor], Tensor> {
  readonly transA: boolean;
  readonly transB: boolean;
  a: Tensor | undefined;
  b: Tensor | undefined;
  y: Tensor | undefined;
  da: Tensor | undefined;
  db: Tensor | undefined;

  constructor({ transA = false, transB = false }: { transA?: boolean; transB?: boolean } = {}) {
    super();
    this.transA = transA;
    this.transB = transB;
  }

  fprop(x: readonly [Tensor, Tensor]): Tensor {
    checkTuple(this, x, 2);
    const [a, b] = x;
    checkFloats(this, "a", a);
    checkFloats(this, "b", b, a.dtype);
    const lead = a.shape.slice(0, -2);
    const fits = lead.length > 0 && b.shape.length === a.shape.length && sameShape(lead, b.shape.slice(0, -2));
    if (!fits || a.shape.at(this.transA ? -2 : -1) !== b.shape.at(this.transB ? -1 : -2))
      refuse(
        "SHAPE",
        this,
        "a and b",
        `[batch, …, ${this.transA ? "k, m" : "m, k"}] and [batch, …, ${this.transB ? "n, k" : "k, n"}]`,
        `${shapeText(a.shape)} and ${shapeText(b.shape)}`,
      );
    this.a = a;
    this.b = b;
    const [count, m, n, k] = this.sizes(a, b);
    this.y = Tensor.reuse(this.y, a.dtype, [...lead, m, n]);
    kernels.gemms(this.y, a, b, this.transA, this.transB, count, m, n, k);
    return this.y;
  }

  bprop(dy: Tensor): readonly [Tensor, Tensor] {
    const [a, b] = [kept(this, this.a), kept(this, this.b)];
    checkLike(this, "dy", dy, kept(this, this.y));
    const { transA, transB } = this;
    const [count, m, n, k] = this.sizes(a, b);
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    if (transA) kernels.gemms(this.da, b, dy, transB, true, count, k, m, n);
    else kernels.gemms(this.da, dy, b, false, !transB, count, m, k, n);
    if (transB) kernels.gemms(this.db, dy, a, true, transA, count, n, k, m);
    else kernels.gemms(this.db, a, dy, !transA, false, count, k, n, m);
    return [this.da, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return matmuls(a, b, this.transA, this.transB);
  }

  /** How many products of [m, k] and [k, n] there are. */
  private sizes(a: Tensor, b: Tensor): readonly [count: number, m: number, n: number, k: number] {
    const [rows, cols] = a.shape.slice(-2);
    const [m, k] = this.transA ? [cols, rows] : [rows, cols];
    return [a.size / (m * k), m, b.shape.at(this.transB ? -2 : -1)!, k];
  }

  override toString(): string {
    return `MatMul(${this.transA ? "aᵀ" : "a"} ${this.transB ? "bᵀ" : "b"})`;
  }
}
