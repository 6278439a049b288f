import { TransposedConvolution, type TransposedConvolutionOptions } from "../../lib/transposedconvolution.ts";
import type { Each2 } from "../../lib/windows.ts";

/**
 * The transpose of Conv2d: y = b + the columns Wᵀ x, each added where its window stands;
 * lib/transposedconvolution.ts has the formulas.
 *
 *     x [batch, inChannels, height, width]     W = weight [inChannels, outChannels / groups, …kernelSize]
 *     y [batch, outChannels, …]     b = bias [outChannels]
 *
 * Its shapes are those of a Conv2d with these options, turned round; `outputPadding` says which of the sizes that such
 * a Conv2d would take to this x. W and b start uniform in ±1/√(outChannels / groups · elements of the kernel).
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for options that do not go together
 */
export class ConvTranspose2d extends TransposedConvolution {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Each2,
    options: TransposedConvolutionOptions<Each2> = {},
  ) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}
