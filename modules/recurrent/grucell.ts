import type { Expression } from "../../lib/expressions/expression.ts";
import { add, mul, sigmoid, sub, tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Cell, type CellOptions } from "../../lib/recurrent/cell.ts";
import { piece } from "../../lib/recurrent/unrolled.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * One step with a gated recurrent unit. It takes the tuple [x, h′] and returns h, the next step's h′.
 *
 *     [p_r p_z p_n] = x W_ihᵀ + b_ih     [u_r u_z m] = h′ W_hhᵀ + b_hh
 *     r = σ(p_r + u_r)     z = σ(p_z + u_z)     n = tanh(p_n + r m)     h = (1 − z) n + z h′
 *
 *     x [batch, inputSize]     W_ih = weight_ih [3 hiddenSize, inputSize]      b_ih = bias_ih [3 hiddenSize]
 *     h [batch, hiddenSize]    W_hh = weight_hh [3 hiddenSize, hiddenSize]     b_hh = bias_hh [3 hiddenSize]
 *
 *     d_n = dh (1 − z) (1 − n²)     d_z = dh (h′ − n) z(1 − z)     d_r = d_n m r(1 − r)
 *     a = [d_r d_z d_n]     dx = a W_ih              dW_ih += aᵀ x      db_ih += Σ_batch a
 *     u = [d_r d_z d_n r]   dh′ = dh z + u W_hh      dW_hh += uᵀ h′     db_hh += Σ_batch u
 *
 * All parameters start uniform in ±1/√hiddenSize. Cho et al., 2014, with the bias of the state inside r m as PyTorch and
 * cuDNN have it; names, layout and the order of the gates are PyTorch's.
 * @throws FpropError SHAPE, DTYPE
 */
export class GRUCell extends Cell<readonly [x: Tensor, h: Tensor], Tensor> {
  u: Tensor | undefined;

  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    // Where a sequence has ended z = 1: h stays, and no gradient goes anywhere but to h.
    const ended = [0, Infinity, 0];
    super("GRUCell", { gates: 3, kept: 4, ended, memory: false, apart: true }, inputSize, hiddenSize, options);
  }

  protected step(now: number, before: number): void {
    const [h, n] = [this.hs[before], this.hiddenSize];
    this.u = Tensor.reuse(this.u, h.dtype, [this.batch, 3 * n]);
    kernels.affineNT(this.u, h, this.weightHh.value, this.biasHh?.value, this.batch, 3 * n, n);
    kernels.gruForward(this.ss[now], this.hs[now], this.u, h, n);
  }

  protected stepBack(t: number, now: number, before: number): void {
    kernels.gruBackward(this.das[t], this.dus[t], this.dh!, this.ss[now], this.hs[before], this.hiddenSize);
  }

  protected formula(p: Expression, u: Expression, [before]: readonly Expression[]): readonly Expression[] {
    const gate = (e: Expression, k: number): Expression => piece(e, k, 3, this.hiddenSize);
    const [r, z] = [sigmoid(add(gate(p, 0), gate(u, 0))), sigmoid(add(gate(p, 1), gate(u, 1)))];
    const n = tanh(add(gate(p, 2), mul(r, gate(u, 2))));
    return [add(mul(sub(1, z), n), mul(z, before))];
  }
}
