import type { PerAxis } from "../../lib/spatial/planes.ts";
import { PowerPooling, type PowerPoolOptions } from "../../lib/spatial/powerpooling.ts";

/**
 * y_o = s^(1/p) with s = Σ xᵖ over window o,  dx_i = x_i^(p−1) Σ s^(1/p − 1) dy_o over the windows o that i is in.
 *
 *     x [batch, channels, length]     y [batch, channels, oLength]
 *     n numbers along an axis of x have ⌊(n − kernelSize) / stride⌋ + 1 windows
 *
 * p = normType: 1 has the sum, larger ones come near the maximum; odd ones and fractions are for x ≥ 0. Where s is 0, dx
 * is 0 for any p but 1. With ceilMode ⌈ ⌉ for ⌊ ⌋: a window over the end then has the mean of its xᵖ, times the size of a
 * whole one, for s.
 * Boureau, Ponce and LeCun, 2010; PyTorch's arguments.
 * @throws FpropError SHAPE, also for an x that no window fits; DTYPE; ARGUMENT for a normType that is not above 0
 */
export class LPPool1d extends PowerPooling {
  constructor(normType: number, kernelSize: PerAxis, options: PowerPoolOptions = {}) {
    super(1, normType, kernelSize, options);
  }
}
