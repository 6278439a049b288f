import type { Groups } from "../../lib/kernels/index.ts";
import { alongShape, checkedShape, Normalisation } from "../../lib/normalisation.ts";

/**
 * y = w (x − m) / √(v + ε) + b, with the mean m and the variance v of each row, which is all of the last axes.
 *
 *     x, y [batch, …, ...normalizedShape]     m, v [batch, …]     w = weight, b = bias, both of normalizedShape
 *
 *     x̂ = (x − m) r,  r = 1/√(v + ε)          dx = r (w dy − mean(w dy) − x̂ mean(w dy x̂)), the means as m
 *     dw += Σ dy x̂                            db += Σ dy, over all rows
 *
 * w starts as 1, b as 0; without `elementwiseAffine` there are none, without `bias` no b.
 * Ba, Kiros and Hinton, 2016; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE
 */
export class LayerNorm extends Normalisation {
  readonly normalizedShape: readonly number[];

  constructor(
    normalizedShape: number | readonly number[],
    {
      eps = 1e-5,
      elementwiseAffine = true,
      bias = true,
    }: { eps?: number; elementwiseAffine?: boolean; bias?: boolean } = {},
  ) {
    const shape = checkedShape("LayerNorm", normalizedShape);
    super("LayerNorm", eps, {
      weight: elementwiseAffine ? shape : undefined,
      bias: elementwiseAffine && bias ? shape : undefined,
    });
    this.normalizedShape = shape;
  }

  /** @internal */
  divide(shape: readonly number[]): Groups {
    return alongShape(this, shape, this.normalizedShape);
  }

  override toString(): string {
    return `LayerNorm(${this.normalizedShape.join(" × ")})`;
  }
}
