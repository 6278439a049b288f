import { MaxPooling } from "../../lib/spatial/maxpooling.ts";
import type { PerAxis } from "../../lib/spatial/planes.ts";
import { sliding, type WindowOptions } from "../../lib/spatial/windows.ts";

/**
 * y_o = max of x over window o,  dx_i = Σ dy_o over the windows o whose largest number x_i is, the first of equals.
 *
 *     x [batch, channels, length]     y [batch, channels, oLength]
 *     n numbers along an axis of x have ⌊(n + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1 windows
 *
 * Padding counts as −∞, a NaN as larger than all; with ceilMode ⌈ ⌉ for ⌊ ⌋. With `returnIndices` the output is a tuple,
 * [y, k], where k (int32) has the place of each number in its plane, for MaxUnpool2d; of what comes back, [dy, dk], only dy
 * counts. LeCun et al., 1998; PyTorch's arguments.
 * @throws FpropError SHAPE, also for an x that no window fits; DTYPE
 */
export class MaxPool1d<R extends boolean = false> extends MaxPooling<R> {
  constructor(
    kernelSize: PerAxis,
    { returnIndices, ...options }: Omit<WindowOptions, "countIncludePad"> & { returnIndices?: R } = {},
  ) {
    super(sliding("MaxPool1d", 1, kernelSize, options), returnIndices === true);
  }
}
