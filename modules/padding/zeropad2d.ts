import { Gathering } from "../../lib/spatial/gathering.ts";
import { constantly, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it zeros;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, height, width]     y [batch, channels, top + height + bottom, left + width + right]
 *
 * The padding is one number, or [left, right, top, bottom]; a negative one takes numbers off. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class ZeroPad2d extends Gathering {
  constructor(padding: Sides) {
    super(padded("ZeroPad2d", 2, padding, constantly));
  }
}
