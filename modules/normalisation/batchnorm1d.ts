import { checkCount } from "../../lib/check.ts";
import type { Groups } from "../../lib/kernels/index.ts";
import { Normalisation } from "../../lib/normalisation.ts";

/**
 * y = w (x − m) / √(v + ε) + b, with the mean m and the variance v of each channel over the batch.
 *
 *     x, y [batch, channels] or [batch, channels, length]     m, v, w = weight, b = bias [channels]
 *
 *     x̂ = (x − m) r,  r = 1/√(v + ε)     dx = r (w dy − mean(w dy) − x̂ mean(w dy x̂)), the means as m
 *     dw += Σ dy x̂                       db += Σ dy
 *
 * w starts as 1, b as 0; without `affine` there are none. In training the running statistics follow those of the batch,
 * running_mean ← (1 − a) running_mean + a m, and running_var with the unbiased v likewise; a = momentum, or, where that is
 * null, 1 / num_batches_tracked, which makes them the means over all batches. In evaluation they take the place of m and v
 * and are constants: dx = r w dy. Without `trackRunningStats` the batch is measured in evaluation, too.
 * Ioffe and Szegedy, 2015; PyTorch's arguments and names.
 * @throws FpropError DTYPE; SHAPE, also where there is one value for each channel to be measured by
 */
export class BatchNorm1d extends Normalisation {
  readonly numFeatures: number;
  protected override readonly pooled: boolean = true;

  constructor(
    numFeatures: number,
    {
      eps = 1e-5,
      momentum = 0.1,
      affine = true,
      trackRunningStats = true,
    }: { eps?: number; momentum?: number | null; affine?: boolean; trackRunningStats?: boolean } = {},
  ) {
    checkCount("BatchNorm1d", "numFeatures", numFeatures);
    const shape = affine ? [numFeatures] : undefined;
    const tracking = trackRunningStats ? { channels: numFeatures, momentum } : undefined;
    super("BatchNorm1d", eps, { weight: shape, bias: shape }, tracking);
    this.numFeatures = numFeatures;
  }

  /** @internal */
  divide(shape: readonly number[]): Groups {
    return this.byChannel(shape, this.numFeatures, [2, 3]);
  }

  override toString(): string {
    return `BatchNorm1d(${this.numFeatures})`;
  }
}
