import { checkNumber } from "../../lib/check.ts";
import { Gathering } from "../../lib/spatial/gathering.ts";
import { constantly, padded, type Sides } from "../../lib/spatial/padding.ts";

/**
 * y = x, and around it `value`;  dx_k = Σ dy_i over the i that have x_k.
 *
 *     x [batch, channels, length]     y [batch, channels, left + length + right]
 *
 * The padding is one number, or [left, right]; a negative one takes numbers off. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for another form of padding
 */
export class ConstantPad1d extends Gathering {
  constructor(padding: Sides, value: number) {
    checkNumber("ConstantPad1d", "value", value);
    super(padded("ConstantPad1d", 1, padding, constantly), value);
  }
}
