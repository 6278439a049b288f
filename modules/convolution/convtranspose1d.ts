import { TransposedConvolution, type TransposedConvolutionOptions } from "../../lib/transposedconvolution.ts";
import type { Each1 } from "../../lib/windows.ts";

/**
 * The transpose of Conv1d: y = b + the columns Wᵀ x, each added where its window stands;
 * lib/transposedconvolution.ts has the formulas.
 *
 *     x [batch, inChannels, length]     W = weight [inChannels, outChannels / groups, …kernelSize]
 *     y [batch, outChannels, …]     b = bias [outChannels]
 *
 * Its shapes are those of a Conv1d with these options, turned round; `outputPadding` says which of the sizes that such
 * a Conv1d would take to this x. W and b start uniform in ±1/√(outChannels / groups · elements of the kernel).
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for options that do not go together
 */
export class ConvTranspose1d extends TransposedConvolution {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Each1,
    options: TransposedConvolutionOptions<Each1> = {},
  ) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}
