import type { Expression } from "../../lib/expressions/expression.ts";
import { add, mul, sigmoid, tanh } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Cell, type CellOptions } from "../../lib/recurrent/cell.ts";
import { piece } from "../../lib/recurrent/unrolled.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * One step with a long short-term memory. It takes the tuple [x, h′, c′] and returns [h, c], the next step's h′ and c′.
 *
 *     [i f g o] = [σ σ tanh σ](x W_ihᵀ + b_ih + h′ W_hhᵀ + b_hh)     c = f c′ + i g     h = o tanh c
 *
 *     x [batch, inputSize]         W_ih = weight_ih [4 hiddenSize, inputSize]      b_ih = bias_ih [4 hiddenSize]
 *     h, c [batch, hiddenSize]     W_hh = weight_hh [4 hiddenSize, hiddenSize]     b_hh = bias_hh [4 hiddenSize]
 *
 *     e = dc + dh o (1 − tanh² c)      dc′ = e f
 *     a = [e g i(1 − i)   e c′ f(1 − f)   e i (1 − g²)   dh tanh c o(1 − o)]
 *     dx = a W_ih     dW_ih += aᵀ x     db_ih += Σ_batch a     dh′ = a W_hh     dW_hh += aᵀ h′     db_hh += Σ_batch a
 *
 * All parameters start uniform in ±1/√hiddenSize. Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al.,
 * 2000; names, layout and the order of the gates are PyTorch's.
 * @throws FpropError SHAPE, DTYPE
 */
export class LSTMCell extends Cell<readonly [x: Tensor, h: Tensor, c: Tensor], readonly [h: Tensor, c: Tensor]> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    // Where a sequence has ended i = 0, f = 1 and o = 0: c stays, and no gradient goes anywhere but to c.
    const ended = [-Infinity, Infinity, 0, -Infinity];
    super("LSTMCell", { gates: 4, kept: 5, ended, memory: true, apart: false }, inputSize, hiddenSize, options);
  }

  protected step(now: number, before: number): void {
    const [s, n] = [this.ss[now], this.hiddenSize];
    kernels.addGemmNT(s, this.hs[before], this.weightHh.value, this.batch, 4 * n, n, n, n, 5 * n);
    kernels.lstmForward(s, this.hs[now], this.ss[before], n);
  }

  protected stepBack(t: number, now: number, before: number): void {
    kernels.lstmBackward(this.das[t], this.dc!, this.dh!, this.ss[now], this.ss[before], this.hiddenSize);
  }

  protected formula(p: Expression, u: Expression, [, before]: readonly Expression[]): readonly Expression[] {
    const gate = (k: number): Expression => piece(add(p, u), k, 4, this.hiddenSize);
    const [i, f, g, o] = [sigmoid(gate(0)), sigmoid(gate(1)), tanh(gate(2)), sigmoid(gate(3))];
    const c = add(mul(f, before), mul(i, g));
    return [mul(o, tanh(c)), c];
  }
}
