import { AveragePooling } from "../../lib/spatial/averagepooling.ts";
import type { PerAxis } from "../../lib/spatial/planes.ts";
import { sliding, type WindowOptions } from "../../lib/spatial/windows.ts";

/**
 * y_o = mean of x over window o,  dx_i = Σ dy_o / n_o over the windows o that i is in, of n_o numbers.
 *
 *     x [batch, channels, length]     y [batch, channels, oLength]
 *     n numbers along an axis of x have ⌊(n + 2 padding − kernelSize) / stride⌋ + 1 windows
 *
 * Padding counts as 0, and in n_o unless `countIncludePad` is false; with ceilMode ⌈ ⌉ for ⌊ ⌋. What lies beyond the
 * padding never counts. PyTorch's arguments.
 * @throws FpropError SHAPE, also for an x that no window fits; DTYPE
 */
export class AvgPool1d extends AveragePooling {
  constructor(kernelSize: PerAxis, options: Omit<WindowOptions, "dilation"> = {}) {
    super(sliding("AvgPool1d", 1, kernelSize, options));
  }
}
