import { checkFloats, checkLike, checkShape, kept, refuse } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { reshape, softmax, view } from "../../lib/expressions/operations.ts";
import { concat, matmuls } from "../../lib/expressions/arrays.ts";
import { product } from "../../lib/layers/axis.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { checkLayers, inside } from "../../lib/layers/branches.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Experts that a gate weighs, anew for each row: y = Σ_k p_k f_k(x) with p = softmax(g(x)).
 *
 *     x [batch, …]     g(x) [batch, K]: a logit for each of the K experts     f_k(x) [batch, …out]     y [batch, …out]
 *
 *     df_k = p_k dy     dp_k = ⟨dy, f_k(x)⟩     dg = p (dp − Σ dp p)     dx = g′ᵀ dg + Σ_k f_k′ᵀ df_k
 *
 * Jacobs et al., 1991; Torch7's nn.MixtureTable with its gate and its experts.
 * @throws FpropError SHAPE where the gate has not one logit for each expert, or experts differ; DTYPE; DUPLICATE, ARGUMENT
 */
export class MixtureOfExperts extends Module {
  readonly gate: Module;
  readonly experts: readonly Module[];
  /** The experts' outputs, [batch, K, …out], and what goes back to them. */
  f: Tensor | undefined;
  df: Tensor | undefined;
  p: Tensor | undefined;
  dp: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  d: Tensor | undefined;

  constructor(gate: Module, ...experts: readonly Module[]) {
    super();
    checkLayers("MixtureOfExperts", [gate, ...experts]);
    if (experts.length === 0) refuse("ARGUMENT", "MixtureOfExperts", "experts", "at least one", "none");
    this.gate = gate;
    this.experts = experts;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const K = this.experts.length;
    const logits = inside("gate", () => this.gate.fprop(x));
    checkShape(this, "output of the gate", logits, [x.shape[0] ?? "batch", K]);
    const outputs = this.experts.map((expert, k) => inside(`experts.${k}`, () => expert.fprop(x)));
    for (const [k, f] of outputs.entries()) checkLike(this, `output of expert ${k}`, f, outputs[0]);
    const [batch, ...out] = outputs[0].shape;
    const n = outputs[0].size / batch;
    this.p = Tensor.reuseLike(this.p, logits);
    kernels.softmax(this.p, logits, K);
    this.f = Tensor.reuse(this.f, x.dtype, [batch, K, ...out]);
    for (const [k, f] of outputs.entries()) kernels.copyLines(this.f, k * n, K * n, f, 0, n, batch, n);
    this.y = Tensor.reuseLike(this.y, outputs[0]);
    kernels.gemms(this.y, this.p, this.f, false, false, batch, 1, n, K);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [p, f, y] = [kept(this, this.p), kept(this, this.f), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const [batch, K] = p.shape;
    const n = y.size / batch;
    this.dp = Tensor.reuseLike(this.dp, p);
    this.df = Tensor.reuseLike(this.df, f);
    kernels.gemms(this.dp, dy, f, false, true, batch, 1, K, n);
    kernels.gemms(this.df, p, dy, true, false, batch, K, n, 1);
    kernels.softmaxBackward(this.dp, this.dp, p, K);
    const dx = inside("gate", () => this.gate.bprop(this.dp!));
    this.dx = Tensor.reuseLike(this.dx, dx);
    this.d = Tensor.reuseLike(this.d, dy);
    for (const [k, expert] of this.experts.entries()) {
      kernels.copyLines(this.d, 0, n, this.df, k * n, K * n, batch, n);
      const part = inside(`experts.${k}`, () => expert.bprop(this.d!));
      kernels.add(this.dx, k === 0 ? dx : this.dx, part);
    }
    return this.dx;
  }

  override express(x: Expression): Expression {
    const K = this.experts.length;
    const f = this.experts.map((expert) => express(expert, x));
    const rows = f.map((e) => view(e, "row", ([batch, ...out]) => [batch, 1, product(out)]));
    const p = view(softmax(express(this.gate, x)), "row", ([batch]) => [batch, 1, K]);
    return reshape(matmuls(p, concat(rows, 1)), f[0]);
  }
}
