import { Gathering } from "../../lib/spatial/gathering.ts";
import { replicated, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it the outermost numbers, again and again;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, length]     y [batch, channels, left + length + right]
 *
 * The padding is one number, or [left, right]. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class ReplicationPad1d extends Gathering {
  constructor(padding: Sides) {
    super(padded("ReplicationPad1d", 1, padding, replicated));
  }
}
