import { checkCount, checkFloats, checkLast, checkLike, checkTuple, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { matmuls } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, matmul, reshape, sum, transpose, view } from "../../lib/expressions/operations.ts";
import { uniform, type Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { sameShape, Tensor } from "../../lib/tensor.ts";

type Pair = readonly [Tensor, Tensor];

/**
 * y_k = aᵀ W_k b + c_k of two inputs: linear in each of them.
 *
 *     a [batch, …, in1Features]     b [batch, …, in2Features]     W = weight [outFeatures, in1Features, in2Features]
 *     t_k = W_k b                   y [batch, …, outFeatures]     c = bias [outFeatures]
 *
 *     dt_k = dy_k a     da = Σ_k dy_k t_k     db = Σ_k W_kᵀ dt_k     dW_k += Σ_batch dt_k bᵀ     dc += Σ_batch dy
 *
 * W and c start uniform in ±1/√in1Features. The input is the tuple [a, b]; all as in PyTorch.
 * @throws FpropError SHAPE, DTYPE
 */
export class Bilinear extends Module<Pair, Tensor> {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  a: Tensor | undefined;
  b: Tensor | undefined;
  t: Tensor | undefined;
  y: Tensor | undefined;
  dt: Tensor | undefined;
  da: Tensor | undefined;
  db: Tensor | undefined;

  constructor(
    in1Features: number,
    in2Features: number,
    outFeatures: number,
    { bias = true, init, rng = generator }: { bias?: boolean; init?: Init; rng?: Rng } = {},
  ) {
    super();
    for (const [what, n] of Object.entries({ in1Features, in2Features, outFeatures })) checkCount("Bilinear", what, n);
    const bound = 1 / Math.sqrt(in1Features);
    const start = uniform(-bound, bound);
    this.weight = new Parameter((init ?? start)([outFeatures, in1Features, in2Features], rng));
    this.bias = bias ? new Parameter(start([outFeatures], rng)) : undefined;
  }

  fprop(x: Pair): Tensor {
    const { value: w } = this.weight;
    const [out, n, m] = w.shape;
    checkTuple(this, x, 2);
    const [a, b] = x;
    checkFloats(this, "a", a, w.dtype);
    checkFloats(this, "b", b, w.dtype);
    checkLast(this, "a", a, n);
    checkLast(this, "b", b, m);
    const lead = a.shape.slice(0, -1);
    if (!sameShape(lead, b.shape.slice(0, -1))) refuse("SHAPE", this, "b", shapeText([...lead, m]), shapeText(b.shape));
    [this.a, this.b] = [a, b];
    const batch = a.size / n;
    this.t = Tensor.reuse(this.t, a.dtype, [batch, out, n]);
    this.y = Tensor.reuse(this.y, a.dtype, [...lead, out]);
    kernels.gemmNT(this.t, b, w, batch, out * n, m);
    if (this.bias === undefined) kernels.clear(this.y);
    else kernels.repeatPieces(this.y, this.bias.value, batch, out);
    kernels.addGemms(this.y, this.t, a, false, false, batch, out, 1, n);
    return this.y;
  }

  bprop(dy: Tensor): Pair {
    const [a, b, t] = [kept(this, this.a), kept(this, this.b), kept(this, this.t)];
    checkLike(this, "dy", dy, kept(this, this.y));
    const { value: w, grad, trainable } = this.weight;
    const [out, n, m] = w.shape;
    const batch = a.size / n;
    this.dt = Tensor.reuseLike(this.dt, t);
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    if (this.bias?.trainable === true) kernels.addColumnSums(this.bias.grad, dy, out);
    kernels.gemms(this.dt, dy, a, true, false, batch, out, n, 1);
    kernels.gemms(this.da, dy, t, false, false, batch, 1, n, out);
    kernels.gemmNN(this.db, this.dt, w, batch, m, out * n);
    if (trainable) kernels.addGemmTN(grad, this.dt, b, out * n, m, batch);
    return [this.da, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    const [out, n, m] = this.weight.value.shape;
    const t = view(matmul(b, transpose(reshape(this.weight, [out * n, m]))), "t", (s) => [...s.slice(0, -1), out, n]);
    const y = sum(
      matmuls(
        t,
        view(a, "column", (s) => [...s, 1]),
      ),
      -1,
    );
    return this.bias === undefined ? y : add(y, this.bias);
  }

  override toString(): string {
    const [out, n, m] = this.weight.value.shape;
    return `Bilinear(${n}, ${m} → ${out})`;
  }
}
