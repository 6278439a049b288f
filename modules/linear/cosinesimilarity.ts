import { checkNumber, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { div, max, mul, pow, sum } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { around, axisOf, checkDim } from "../../lib/layers/axis.ts";
import { Comparison } from "../../lib/layers/comparison.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * The cosine of the angle between a and b along axis `dim`: y = ⟨a, b⟩ / (p q) with p = max(‖a‖, eps), q = max(‖b‖, eps).
 *
 *     da = dy (b / (p q) − y a / p²)     db = dy (a / (p q) − y b / q²)
 *
 * where the second term is absent for a length below eps. The input is the tuple [a, b]; y has not the axis.
 * @throws FpropError SHAPE, DTYPE
 */
export class CosineSimilarity extends Comparison {
  readonly dim: number;
  readonly eps: number;
  p: Tensor | undefined;
  q: Tensor | undefined;
  t: Tensor | undefined;
  u: Tensor | undefined;
  g: Tensor | undefined;

  constructor({ dim = 1, eps = 1e-8 }: { dim?: number; eps?: number } = {}) {
    super();
    checkDim("CosineSimilarity", "dim", dim);
    checkNumber("CosineSimilarity", "eps", eps, 0);
    this.dim = dim;
    this.eps = eps;
  }

  protected shapeOf(a: readonly number[]): readonly number[] {
    return a.toSpliced(axisOf(this, "a", a, this.dim), 1);
  }

  protected forward(y: Tensor, a: Tensor, b: Tensor): void {
    this.p = Tensor.reuseLike(this.p, y);
    this.q = Tensor.reuseLike(this.q, y);
    this.g = Tensor.reuseLike(this.g, y);
    this.dot(y, a, b);
    this.dot(this.p, a, a);
    this.dot(this.q, b, b);
    for (const length of [this.p, this.q]) {
      kernels.pow(length, length, 0.5);
      kernels.hardtanh(this.g, length, this.eps, Infinity);
      kernels.divide(y, y, this.g);
    }
  }

  protected backward(da: Tensor, db: Tensor, dy: Tensor, a: Tensor, b: Tensor, y: Tensor): void {
    const [p, q] = [kept(this, this.p), kept(this, this.q)];
    this.slope(da, dy, a, b, y, p, q);
    this.slope(db, dy, b, a, y, q, p);
  }

  /** da = dy b / (p q) − dy y a / p², for the lengths p of a and q of b before they are bounded */
  private slope(da: Tensor, dy: Tensor, a: Tensor, b: Tensor, y: Tensor, p: Tensor, q: Tensor): void {
    this.g = Tensor.reuseLike(this.g, y);
    this.u = Tensor.reuseLike(this.u, y);
    this.t = Tensor.reuseLike(this.t, a);
    const axis = axisOf(this, "a", a.shape, this.dim);
    const [n, cols] = [a.shape[axis], around(a.shape, axis)[1]];
    kernels.hardtanh(this.u, p, this.eps, Infinity);
    kernels.divide(this.g, dy, this.u);
    kernels.divide(this.u, this.g, this.u);
    kernels.multiply(this.u, this.u, y);
    kernels.hardtanhBackward(this.u, this.u, p, this.eps, Infinity);
    kernels.repeatPieces(this.t, this.u, n, cols);
    kernels.multiply(this.t, this.t, a);
    kernels.hardtanh(this.u, q, this.eps, Infinity);
    kernels.divide(this.g, this.g, this.u);
    kernels.repeatPieces(da, this.g, n, cols);
    kernels.multiply(da, da, b);
    kernels.subtract(da, da, this.t);
  }

  /** s = Σ a b along the axis */
  private dot(s: Tensor, a: Tensor, b: Tensor): void {
    const axis = axisOf(this, "a", a.shape, this.dim);
    this.t = Tensor.reuseLike(this.t, a);
    kernels.multiply(this.t, a, b);
    kernels.sumPieces(s, this.t, a.shape[axis], around(a.shape, axis)[1]);
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    const length = (x: Expression): Expression => max(pow(sum(pow(x, 2), this.dim), 0.5), this.eps);
    return div(sum(mul(a, b), this.dim), mul(length(a), length(b)));
  }
}
