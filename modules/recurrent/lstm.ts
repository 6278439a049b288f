import { Recurrent, type RecurrentOptions, type Sequences } from "../../lib/recurrent/recurrent.ts";
import type { Tensor } from "../../lib/tensor.ts";
import { LSTMCell } from "./lstmcell.ts";

/**
 * A network of long short-term memories (Hochreiter and Schmidhuber, 1997): the [h_t c_t] of an LSTMCell for every step
 * of a sequence, from h₀ = c₀ = 0.
 *
 *     x [batch, time, inputSize]     y_t = h_t of the last layer     y [batch, time, directions · hiddenSize]
 *
 * The batch comes first, as everywhere here; `batchFirst: false` is PyTorch's default, [time, batch, …]. A layer has the
 * parameters of its LSTMCell under PyTorch's names, weight_ih_l0 … bias_hh_l0_reverse, and its derivatives.
 *
 *     new LSTM(4, 8)                        x → y
 *     new LSTM(4, 8, { states: true })      [x, h₀, c₀] → [y, h, c] of [batch, layers · directions, hiddenSize]
 *     new LSTM(4, 8, { lengths: true })     [x, lengths] → y, with lengths [batch] of int32, at most time
 *
 * A sequence ends where its length says, as in PyTorch's packed ones: behind that y is 0, x is not looked at, the last
 * state is that of the end, and there the way backwards begins. What goes in and out is fixed when the module is made, so
 * that its type is known, and one that makes y of x stands in a Sequential. With `remember` sequences go on from one
 * fprop to the next, and the gradient ends at each one's beginning (backpropagation through time, truncated); `forget()`
 * starts anew, and `predict` always does.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a length that is no step; STATE for another batch than is remembered
 */
export class LSTM<S extends boolean = false, L extends boolean = false> extends Recurrent<
  Sequences<[h: Tensor, c: Tensor], S, L>,
  Sequences<[h: Tensor, c: Tensor], S, false>
> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions<S, L> = {}) {
    super("LSTM", (size, o) => new LSTMCell(size, hiddenSize, o), inputSize, hiddenSize, options);
  }
}
