import { Convolution, type ConvolutionOptions } from "../../lib/convolution.ts";
import type { Each1 } from "../../lib/windows.ts";

/**
 * Filters that slide over sequences: y = W X + b, where X are the columns of x; lib/convolution.ts has the formulas.
 *
 *     x [batch, inChannels, length]     W = weight [outChannels, inChannels / groups, …kernelSize]
 *     y [batch, outChannels, …]     b = bias [outChannels]
 *
 * Sizes are numbers, or one for each axis; padding is "same", "valid" or so many elements at both ends, which
 * `paddingMode` fills. W and b start uniform in ±1/√(inChannels / groups · elements of the kernel), as PyTorch's do.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for options that do not go together
 */
export class Conv1d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Each1, options: ConvolutionOptions<Each1> = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}
