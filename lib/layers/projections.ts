import { slice } from "../expressions/arrays.ts";
import { parameter, type Expression } from "../expressions/expression.ts";
import { add, matmul, transpose } from "../expressions/operations.ts";
import { xavierUniform, zeros } from "../init.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { Rng } from "../rng.ts";
import { Tensor } from "../tensor.ts";

/**
 * What makes q, k and v: z_k = x_k W_kᵀ + b_k,  dx_k = dz_k W_k,  dW_k += dz_kᵀ x_k,  db_k += Σ dz_k. Where all x have n
 * numbers at a place the W_k are one in_proj_weight [3 n, n], and x may be one for all: z is then [batch, time, 3 n].
 * The b_k are always one. It has no names of its own: what it is in counts its parameters as its.
 */
export class Projections extends Module<readonly Tensor[]> {
  readonly n: number;
  readonly weights: readonly Parameter[];
  readonly bias: Parameter | undefined;
  private x: readonly Tensor[] = [];
  private z: readonly (Tensor | undefined)[] = [];
  private dx: readonly (Tensor | undefined)[] = [];

  /** From the numbers at a place of query, key and value. */
  constructor(n: number, dims: readonly number[], bias: boolean, rng: Rng) {
    super();
    this.n = n;
    const shapes = dims.every((d) => d === n) ? [[3 * n, n]] : dims.map((d) => [n, d]);
    this.weights = shapes.map((shape) => new Parameter(xavierUniform()(shape, rng)));
    this.bias = bias ? new Parameter(zeros([3 * n], rng)) : undefined;
  }

  fprop(x: readonly Tensor[]): readonly Tensor[] {
    this.x = x;
    const z = x.map((xk, k) => {
      const [batch, time, d] = xk.shape;
      const w = this.part(this.weight(k).value, k);
      const z = Tensor.reuse(this.z[k], xk.dtype, [batch, time, w.size / d]);
      kernels.affineNT(z, xk, w, this.bias && this.part(this.bias.value, k), batch * time, w.size / d, d);
      return z;
    });
    return (this.z = z);
  }

  bprop(dz: readonly Tensor[]): readonly Tensor[] {
    const dx = this.x.map((x, k) => {
      const [weight, w] = [this.weight(k), this.part(this.weight(k).value, k)];
      const d = x.shape[2];
      const [count, rows] = [x.size / d, w.size / d];
      if (this.bias?.trainable === true) kernels.addColumnSums(this.part(this.bias.grad, k), dz[k], rows);
      if (weight.trainable) kernels.addGemmTN(this.part(weight.grad, k), dz[k], x, rows, d, count);
      const dx = Tensor.reuseLike(this.dx[k], x);
      kernels.gemmNN(dx, dz[k], w, count, d, rows);
      return dx;
    });
    return (this.dx = dx);
  }

  /** q, k and v, of one x or of three. */
  override express(x: readonly Expression[]): readonly Expression[] {
    return [0, 1, 2].map((k) => {
      const rows = (p: Parameter): Expression => slice(parameter(p), 0, k * this.n, this.n);
      const w = this.weights.length === 1 ? rows(this.weights[0]) : parameter(this.weights[k]);
      const z = matmul(x[k] ?? x[0], transpose(w));
      return this.bias === undefined ? z : add(z, rows(this.bias));
    });
  }

  private weight(k: number): Parameter {
    return this.weights[k] ?? this.weights[0];
  }

  /** The rows of t that are of input k, where t is of several of them. */
  private part(t: Tensor, k: number): Tensor {
    const [rows, ...rest] = t.shape;
    return this.x.length === 1 || rows === this.n ? t : t.part((k * t.size) / 3, [this.n, ...rest]);
  }

  override *entries(): Generator<[string, Parameter]> {
    const names = this.weights.length === 1 ? ["in"] : ["q", "k", "v"];
    for (const [k, w] of this.weights.entries()) yield [`${names[k]}_proj_weight`, w];
    if (this.bias !== undefined) yield ["in_proj_bias", this.bias];
  }
}
