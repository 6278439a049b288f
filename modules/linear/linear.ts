import { checkCount, checkFloats, checkLast, checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, matmul, stopGradient, transpose } from "../../lib/expressions/operations.ts";
import { kaimingUniform, uniform, type Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Affine map: y = x Wᵀ + b.
 *
 *     x [batch, …, inFeatures]     W = weight [outFeatures, inFeatures]     b = bias [outFeatures]
 *     y [batch, …, outFeatures]
 *
 *     dx = dy W                    dW += dyᵀ x                              db += Σ_batch dy
 *
 * W and b start uniform in ±1/√inFeatures, as PyTorch's do. With `inputGrad: false` x counts as a constant, as the
 * inputs of a net do: dx is then 0, and the product for it is saved. Lecture slides 8 and 26.
 * @throws FpropError SHAPE, DTYPE
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly inputGrad: boolean;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(
    inFeatures: number,
    outFeatures: number,
    {
      bias = true,
      init = kaimingUniform(Math.sqrt(5)),
      rng = generator,
      inputGrad = true,
    }: { bias?: boolean; init?: Init; rng?: Rng; inputGrad?: boolean } = {},
  ) {
    super();
    checkCount("Linear", "inFeatures", inFeatures);
    checkCount("Linear", "outFeatures", outFeatures);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.inputGrad = inputGrad;
    this.weight = new Parameter(init([outFeatures, inFeatures], rng));
    const bound = 1 / Math.sqrt(inFeatures);
    this.bias = bias ? new Parameter(uniform(-bound, bound)([outFeatures], rng)) : undefined;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x, this.weight.value.dtype);
    checkLast(this, "x", x, this.inFeatures);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, [...x.shape.slice(0, -1), this.outFeatures]);
    const batch = x.size / this.inFeatures;
    kernels.affineNT(this.y, x, this.weight.value, this.bias?.value, batch, this.outFeatures, this.inFeatures);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const x = kept(this, this.x);
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    const batch = x.size / this.inFeatures;
    if (this.bias?.trainable === true) kernels.addColumnSums(this.bias.grad, dy, this.outFeatures);
    if (this.weight.trainable) kernels.addGemmTN(this.weight.grad, dy, x, this.outFeatures, this.inFeatures, batch);
    this.dx = Tensor.reuseLike(this.dx, x);
    if (this.inputGrad) kernels.gemmNN(this.dx, dy, this.weight.value, batch, this.inFeatures, this.outFeatures);
    else kernels.clear(this.dx);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const y = matmul(this.inputGrad ? x : stopGradient(x), transpose(this.weight));
    return this.bias === undefined ? y : add(y, this.bias);
  }

  override toString(): string {
    return `Linear(${this.inFeatures} → ${this.outFeatures})`;
  }
}
