import { AveragePooling } from "../../lib/spatial/averagepooling.ts";
import { adaptive, type OutputSize } from "../../lib/spatial/windows.ts";

/**
 * y_o = mean of x over window o,  dx_i = Σ dy_o / n_o over the windows o that i is in, of n_o numbers.
 *
 *     x [batch, channels, length]     y [batch, channels, …outputSize]
 *
 * Window o of m along an axis of n numbers goes from ⌊o n / m⌋ to before ⌈(o + 1) n / m⌉; an outputSize of null is that of
 * x. PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class AdaptiveAvgPool1d extends AveragePooling {
  constructor(outputSize: OutputSize) {
    super(adaptive("AdaptiveAvgPool1d", 1, outputSize));
  }
}
