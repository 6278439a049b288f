import { Recurrent, type RecurrentOptions, type Sequences } from "../../lib/recurrent/recurrent.ts";
import type { Tensor } from "../../lib/tensor.ts";
import { RNNCell } from "./rnncell.ts";

/**
 * A recurrent network (Elman, 1990): h_t = tanh(x_t W_ihᵀ + b_ih + h_t₋₁ W_hhᵀ + b_hh), or max(·, 0) with
 * `nonlinearity: "relu"`, for every step of a sequence, from h₀ = 0.
 *
 *     x [batch, time, inputSize]     y_t = h_t of the last layer     y [batch, time, directions · hiddenSize]
 *
 * The batch comes first, as everywhere here; `batchFirst: false` is PyTorch's default, [time, batch, …]. A layer has the
 * parameters of its RNNCell under PyTorch's names, weight_ih_l0 … bias_hh_l0_reverse, and its derivatives.
 *
 *     new RNN(4, 8)                        x → y
 *     new RNN(4, 8, { states: true })      [x, h₀] → [y, h] of [batch, layers · directions, hiddenSize]
 *     new RNN(4, 8, { lengths: true })     [x, lengths] → y, with lengths [batch] of int32, at most time
 *
 * A sequence ends where its length says, as in PyTorch's packed ones: behind that y is 0, x is not looked at, the last
 * state is that of the end, and there the way backwards begins. What goes in and out is fixed when the module is made, so
 * that its type is known, and one that makes y of x stands in a Sequential. With `remember` sequences go on from one
 * fprop to the next, and the gradient ends at each one's beginning (backpropagation through time, truncated); `forget()`
 * starts anew, and `predict` always does.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a length that is no step; STATE for another batch than is remembered
 */
export class RNN<S extends boolean = false, L extends boolean = false> extends Recurrent<
  Sequences<[h: Tensor], S, L>,
  Sequences<[h: Tensor], S, false>
> {
  constructor(
    inputSize: number,
    hiddenSize: number,
    { nonlinearity = "tanh", ...options }: RecurrentOptions<S, L> & { nonlinearity?: "tanh" | "relu" } = {},
  ) {
    super("RNN", (size, o) => new RNNCell(size, hiddenSize, { nonlinearity, ...o }), inputSize, hiddenSize, options);
  }
}
