import { Gathering } from "../../lib/spatial/gathering.ts";
import { replicated, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it the outermost numbers, again and again;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, height, width]     y [batch, channels, top + height + bottom, left + width + right]
 *
 * The padding is one number, or [left, right, top, bottom]. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class ReplicationPad2d extends Gathering {
  constructor(padding: Sides) {
    super(padded("ReplicationPad2d", 2, padding, replicated));
  }
}
