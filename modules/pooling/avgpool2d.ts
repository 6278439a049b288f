import { checkNumber, refuse } from "../../lib/check.ts";
import { AveragePooling } from "../../lib/spatial/averagepooling.ts";
import type { PerAxis } from "../../lib/spatial/planes.ts";
import { sliding, type WindowOptions } from "../../lib/spatial/windows.ts";

/**
 * y_o = mean of x over window o,  dx_i = Σ dy_o / n_o over the windows o that i is in, of n_o numbers.
 *
 *     x [batch, channels, height, width]     y [batch, channels, oHeight, oWidth]
 *     n numbers along an axis of x have ⌊(n + 2 padding − kernelSize) / stride⌋ + 1 windows
 *
 * Padding counts as 0, and in n_o unless `countIncludePad` is false; with ceilMode ⌈ ⌉ for ⌊ ⌋. What lies beyond the
 * padding never counts. `divisorOverride` takes the place of every n_o. PyTorch's arguments.
 * @throws FpropError SHAPE, also for an x that no window fits; DTYPE; ARGUMENT for a divisor of 0
 */
export class AvgPool2d extends AveragePooling {
  constructor(
    kernelSize: PerAxis,
    { divisorOverride, ...options }: Omit<WindowOptions, "dilation"> & { divisorOverride?: number } = {},
  ) {
    if (divisorOverride !== undefined) checkNumber("AvgPool2d", "divisorOverride", divisorOverride);
    if (divisorOverride === 0) refuse("ARGUMENT", "AvgPool2d", "divisorOverride", "a number other than 0", "0");
    super(sliding("AvgPool2d", 2, kernelSize, options), divisorOverride);
  }
}
