import { checkCount } from "../../lib/check.ts";
import type { Groups } from "../../lib/kernels/index.ts";
import { Normalisation } from "../../lib/normalisation.ts";

/**
 * y = w (x − m) / √(v + ε) + b, with the mean m and the variance v of each channel in each batch entry.
 *
 *     x, y [batch, channels, length]     m, v [batch, channels]     w = weight, b = bias [channels]
 *
 *     x̂ = (x − m) r,  r = 1/√(v + ε)     dx = r (w dy − mean(w dy) − x̂ mean(w dy x̂)), the means as m
 *     dw += Σ dy x̂                       db += Σ dy
 *
 * There are w (1 at first) and b (0) only if `affine`. With `trackRunningStats` running statistics follow the averages of
 * m and of the unbiased v over the batch, as in BatchNorm1d, and take their place in evaluation; num_batches_tracked
 * stays 0, as in PyTorch.
 * Ulyanov, Vedaldi and Lempitsky, 2016; PyTorch's arguments and names.
 * @throws FpropError DTYPE; SHAPE, also where there is one value to be measured by
 */
export class InstanceNorm1d extends Normalisation {
  readonly numFeatures: number;

  constructor(
    numFeatures: number,
    {
      eps = 1e-5,
      momentum = 0.1,
      affine = false,
      trackRunningStats = false,
    }: { eps?: number; momentum?: number; affine?: boolean; trackRunningStats?: boolean } = {},
  ) {
    checkCount("InstanceNorm1d", "numFeatures", numFeatures);
    const shape = affine ? [numFeatures] : undefined;
    const tracking = trackRunningStats ? { channels: numFeatures, momentum } : undefined;
    super("InstanceNorm1d", eps, { weight: shape, bias: shape }, tracking);
    this.numFeatures = numFeatures;
  }

  /** @internal */
  divide(shape: readonly number[]): Groups {
    return this.byChannel(shape, this.numFeatures, [3]);
  }

  override toString(): string {
    return `InstanceNorm1d(${this.numFeatures})`;
  }
}
