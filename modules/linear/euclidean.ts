import { checkCount, checkFloats, checkLast, checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, matmul, mul, pow, sub, sum, transpose } from "../../lib/expressions/operations.ts";
import { uniform, type Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Distances from centres that are learned: y_j = ‖x − w_j‖.
 *
 *     x [batch, …, inFeatures]     w = weight [outFeatures, inFeatures]     y [batch, …, outFeatures]
 *
 *     g_j = dy_j / y_j, 0 where y_j is     dx = Σ_j g_j (x − w_j)     dw_j += Σ_batch g_j (w_j − x)
 *
 * w starts uniform in ±1/√inFeatures. Torch7's nn.Euclidean, whose weight is the transpose of this one. Bumps around
 * centres are RadialBasis, whose centres learn, too, after `freeze(false)`.
 * @throws FpropError SHAPE, DTYPE
 */
export class Euclidean extends Module {
  readonly weight: Parameter;
  x: Tensor | undefined;
  y: Tensor | undefined;
  g: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(inFeatures: number, outFeatures: number, { init, rng = generator }: { init?: Init; rng?: Rng } = {}) {
    super();
    checkCount("Euclidean", "inFeatures", inFeatures);
    checkCount("Euclidean", "outFeatures", outFeatures);
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = new Parameter((init ?? uniform(-bound, bound))([outFeatures, inFeatures], rng));
  }

  fprop(x: Tensor): Tensor {
    const { value: w } = this.weight;
    const [out, n] = w.shape;
    checkFloats(this, "x", x, w.dtype);
    checkLast(this, "x", x, n);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [...x.shape.slice(0, -1), out]);
    kernels.squaredDistances(this.y, x, w, 1, n);
    kernels.pow(this.y, this.y, 0.5);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const { value: w, grad, trainable } = this.weight;
    this.g = Tensor.reuseLike(this.g, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.divide(this.g, dy, y);
    kernels.reluBackward(this.g, this.g, y);
    if (trainable) kernels.addCentresBackward(grad, this.g, x, w, w.shape[1]);
    kernels.squaredDistancesBackward(this.dx, this.g, x, w, w.shape[1]);
    return this.dx;
  }

  /** ‖x − w‖² as ‖x‖² − 2 x·w + ‖w‖² */
  override express(x: Expression): Expression {
    const ones = Tensor.from(new Float64Array(this.weight.value.shape[1]).fill(1), [this.weight.value.shape[1], 1]);
    const squares = sub(matmul(pow(x, 2), ones), mul(2, matmul(x, transpose(this.weight))));
    return pow(add(squares, sum(pow(this.weight, 2), -1)), 0.5);
  }

  override toString(): string {
    const [out, n] = this.weight.value.shape;
    return `Euclidean(${n} → ${out})`;
  }
}
