import { Gathering } from "../../lib/spatial/gathering.ts";
import { circular, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it the numbers of the other end;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, length]     y [batch, channels, left + length + right]
 *
 * The padding is one number, or [left, right]; at most the size that it is for. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class CircularPad1d extends Gathering {
  constructor(padding: Sides) {
    super(padded("CircularPad1d", 1, padding, circular));
  }
}
