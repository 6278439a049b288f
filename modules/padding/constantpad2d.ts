import { checkNumber } from "../../lib/check.ts";
import { Gathering } from "../../lib/spatial/gathering.ts";
import { constantly, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it `value`;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, height, width]     y [batch, channels, top + height + bottom, left + width + right]
 *
 * The padding is one number, or [left, right, top, bottom]; a negative one takes numbers off. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class ConstantPad2d extends Gathering {
  constructor(padding: Sides, value: number) {
    checkNumber("ConstantPad2d", "value", value);
    super(padded("ConstantPad2d", 2, padding, constantly), value);
  }
}
