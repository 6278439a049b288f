import { checkNumber, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { view } from "../../lib/expressions/operations.ts";
import { distance } from "../../lib/expressions/terms.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Comparison } from "../../lib/layers/comparison.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * The distance of a and b along the last axis: y = (Σ |d|ᵖ)^(1/p) with d = a − b + eps, for a p above 0; the largest |d| for
 * p = ∞.
 *
 *     a, b [batch, …, n]     y [batch, …], or with keepdim [batch, …, 1]
 *
 *     da = dy (|d| / y)^(p − 1) sign d, 0 where d is     db = −da
 *
 * The input is the tuple [a, b]; options and defaults are PyTorch's.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT
 */
export class PairwiseDistance extends Comparison {
  readonly p: number;
  readonly eps: number;
  readonly keepdim: boolean;

  constructor({ p = 2, eps = 1e-6, keepdim = false }: { p?: number; eps?: number; keepdim?: boolean } = {}) {
    super();
    if (p !== Infinity) checkNumber("PairwiseDistance", "p", p, Number.MIN_VALUE);
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
    kernels.distances(y, a, b, this.p, this.eps);
  }

  protected backward(da: Tensor, db: Tensor, dy: Tensor, a: Tensor, b: Tensor, y: Tensor): void {
    kernels.distancesBackward(da, dy, y, a, b, this.p, this.eps);
    kernels.scale(db, da, -1);
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    const y = distance(a, b, this.p, this.eps);
    return this.keepdim ? view(y, "keepdim", (s) => [...s, 1]) : y;
  }

  override toString(): string {
    return `PairwiseDistance(p ${this.p})`;
  }
}
