import { MaxPooling } from "../../lib/spatial/maxpooling.ts";
import { adaptive, type OutputSize } from "../../lib/spatial/windows.ts";

/**
 * y_o = max of x over window o,  dx_i = Σ dy_o over the windows o whose largest number x_i is, the first of equals.
 *
 *     x [batch, channels, length]     y [batch, channels, …outputSize]
 *
 * Window o of m along an axis of n numbers goes from ⌊o n / m⌋ to before ⌈(o + 1) n / m⌉; an outputSize of null is that of
 * x. With `returnIndices` the output is the tuple [y, k] as in MaxPool1d. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class AdaptiveMaxPool1d<R extends boolean = false> extends MaxPooling<R> {
  constructor(outputSize: OutputSize, { returnIndices }: { returnIndices?: R } = {}) {
    super(adaptive("AdaptiveMaxPool1d", 1, outputSize), returnIndices === true);
  }
}
