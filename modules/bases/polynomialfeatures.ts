import { checkCount, checkFloats, checkLike, checkMatrix, kept, refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { monomials } from "../../lib/expressions/monomials.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

const most = 2 ** 20;

/**
 * φ(x) = all products of 1 to `degree` inputs: for two inputs and degree 2, (x₁, x₂, x₁², x₁x₂, x₂²).
 *
 *     x [batch, …, n]     y [batch, …, count]     count = (n + 1)(n + 2) … (n + degree) / degree! − 1
 *
 *     y_m = y_parent x_k                          dx_k = Σ_m ∂y_m/∂x_k dy_m
 *
 * Sorted by degree, within one as the inputs are. The product of none, 1, is the bias of the layer behind. Nothing is
 * learned: fixed basis functions of a perceptron, lecture slide 4.
 * @throws FpropError SHAPE, also for more than 2²⁰ products; DTYPE
 */
export class PolynomialFeatures extends Module {
  readonly degree: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  plan: Tensor | undefined;
  g: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(degree: number) {
    super();
    checkCount("PolynomialFeatures", "degree", degree);
    this.degree = degree;
  }

  /** How many products n inputs have. */
  outFeatures(n: number): number {
    checkCount(this, "n", n);
    let count = 1;
    for (let k = 1; k <= Math.min(n, this.degree) && count <= most + 1; k++)
      count = (count * (Math.max(n, this.degree) + k)) / k;
    if (count > most + 1) refuse("SHAPE", this, "x", `of at most ${most} products`, `${n} inputs`);
    return count - 1;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkMatrix(this, "x", x);
    const n = x.shape.at(-1)!;
    const count = this.outFeatures(n);
    if (this.plan === undefined || this.x?.shape.at(-1) !== n) this.plan = planFor(n, this.degree);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [...x.shape.slice(0, -1), count]);
    kernels.monomials(this.y, x, this.plan, n);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y, plan] = [kept(this, this.x), kept(this, this.y), kept(this, this.plan)];
    checkLike(this, "dy", dy, y);
    this.g = Tensor.reuseLike(this.g, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.scale(this.g, dy, 1);
    kernels.monomialsBackward(this.dx, this.g, x, y, plan, x.shape.at(-1)!);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return monomials(x, this.degree, (n) => planFor(n, this.degree).data);
  }

  override toString(): string {
    return `PolynomialFeatures(degree ${this.degree})`;
  }
}

/** Pairs (parent, k): every product of one degree less, times each input from its last factor on. */
function planFor(n: number, degree: number): Tensor {
  const pairs: number[] = [];
  let before: (readonly [at: number, last: number])[] = [[-1, 0]];
  for (let d = 1; d <= degree; d++) {
    const these: [number, number][] = [];
    for (const [parent, last] of before)
      for (let k = last; k < n; k++) {
        these.push([pairs.length / 2, k]);
        pairs.push(parent, k);
      }
    before = these;
  }
  const plan = Tensor.reuse(undefined, "int32", [pairs.length]);
  plan.data.set(pairs);
  return plan;
}
