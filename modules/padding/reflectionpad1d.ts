import { Gathering } from "../../lib/spatial/gathering.ts";
import { reflected, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it its images in mirrors on the outermost numbers;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, length]     y [batch, channels, left + length + right]
 *
 * The padding is one number, or [left, right]; less than the size that it is for. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class ReflectionPad1d extends Gathering {
  constructor(padding: Sides) {
    super(padded("ReflectionPad1d", 1, padding, reflected));
  }
}
