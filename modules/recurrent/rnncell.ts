import { refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, relu, tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Cell, type CellOptions } from "../../lib/recurrent/cell.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * One step of a recurrent network: h = tanh(x W_ihᵀ + b_ih + h′ W_hhᵀ + b_hh), or max(·, 0) with
 * `nonlinearity: "relu"`. It takes the tuple [x, h′] and returns h, the next step's h′.
 *
 *     x [batch, inputSize]     W_ih = weight_ih [hiddenSize, inputSize]     b_ih, b_hh = bias_ih, bias_hh [hiddenSize]
 *     h [batch, hiddenSize]    W_hh = weight_hh [hiddenSize, hiddenSize]
 *
 *     a = dh (1 − h²)          dx = a W_ih      dW_ih += aᵀ x               db_ih += Σ_batch a
 *                              dh′ = a W_hh     dW_hh += aᵀ h′              db_hh += Σ_batch a
 *
 * All parameters start uniform in ±1/√hiddenSize. Elman, 1990; names and layout are PyTorch's.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another nonlinearity
 */
export class RNNCell extends Cell<readonly [x: Tensor, h: Tensor], Tensor> {
  readonly nonlinearity: "tanh" | "relu";

  constructor(
    inputSize: number,
    hiddenSize: number,
    { nonlinearity = "tanh", ...options }: CellOptions & { nonlinearity?: "tanh" | "relu" } = {},
  ) {
    if (nonlinearity !== "tanh" && nonlinearity !== "relu")
      refuse("ARGUMENT", "RNNCell", "nonlinearity", '"tanh" or "relu"', nonlinearity);
    const kind = { gates: 1, kept: 1, ended: [0], memory: false, apart: false };
    super("RNNCell", kind, inputSize, hiddenSize, options);
    this.nonlinearity = nonlinearity;
  }

  protected step(now: number, before: number): void {
    const n = this.hiddenSize;
    kernels.addGemmNT(this.ss[now], this.hs[before], this.weightHh.value, this.batch, n, n);
    (this.nonlinearity === "tanh" ? kernels.tanh : kernels.relu)(this.hs[now], this.ss[now]);
  }

  protected stepBack(t: number, now: number): void {
    kernels.rnnBackward(this.das[t], this.dh!, this.hs[now], this.nonlinearity === "relu");
  }

  protected formula(p: Expression, u: Expression): readonly Expression[] {
    return [(this.nonlinearity === "tanh" ? tanh : relu)(add(p, u))];
  }
}
