import type { Groups } from "../../lib/kernels/index.ts";
import { alongShape, checkedShape, Normalisation } from "../../lib/normalisation.ts";

/**
 * y = w x / √(v + ε), with the mean square v of each row, which is all of the last axes: LayerNorm without the means.
 *
 *     x, y [batch, …, ...normalizedShape]     v [batch, …]     w = weight, of normalizedShape
 *
 *     x̂ = x r,  r = 1/√(v + ε)                dx = r (w dy − x̂ mean(w dy x̂)), the mean as v
 *     dw += Σ dy x̂, over all rows
 *
 * w starts as 1; without `elementwiseAffine` there is none. ε is 2⁻²³ unless given: PyTorch takes that of the type of x.
 * Zhang and Sennrich, 2019; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class RMSNorm extends Normalisation {
  readonly normalizedShape: readonly number[];
  override readonly centred: boolean = false;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = 2 ** -23, elementwiseAffine = true }: { eps?: number; elementwiseAffine?: boolean } = {},
  ) {
    const shape = checkedShape("RMSNorm", normalizedShape);
    super("RMSNorm", eps, { weight: elementwiseAffine ? shape : undefined });
    this.normalizedShape = shape;
  }

  /** @internal */
  divide(shape: readonly number[]): Groups {
    return alongShape(this, shape, this.normalizedShape);
  }

  override toString(): string {
    return `RMSNorm(${this.normalizedShape.join(" × ")})`;
  }
}
