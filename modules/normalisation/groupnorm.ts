import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import type { Groups } from "../../lib/kernels/index.ts";
import { Normalisation } from "../../lib/normalisation.ts";

/**
 * y = w (x − m) / √(v + ε) + b, with the mean m and the variance v of each group of channels in each batch entry.
 *
 *     x, y [batch, numChannels, …]     m, v [batch, numGroups]     w = weight, b = bias [numChannels]
 *
 *     x̂ = (x − m) r,  r = 1/√(v + ε)     dx = r (w dy − mean(w dy) − x̂ mean(w dy x̂)), the means as m
 *     dw += Σ dy x̂                       db += Σ dy
 *
 * A group is numChannels / numGroups channels side by side. w starts as 1, b as 0; without `affine` there are none.
 * Wu and He, 2018; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT where the groups do not divide the channels
 */
export class GroupNorm extends Normalisation {
  readonly numGroups: number;
  readonly numChannels: number;

  constructor(
    numGroups: number,
    numChannels: number,
    { eps = 1e-5, affine = true }: { eps?: number; affine?: boolean } = {},
  ) {
    checkCount("GroupNorm", "numGroups", numGroups);
    checkCount("GroupNorm", "numChannels", numChannels);
    if (numChannels % numGroups !== 0)
      refuse("ARGUMENT", "GroupNorm", "numChannels", `a multiple of numGroups, ${numGroups}`, numChannels);
    const shape = affine ? [numChannels] : undefined;
    super("GroupNorm", eps, { weight: shape, bias: shape });
    this.numGroups = numGroups;
    this.numChannels = numChannels;
  }

  /** @internal */
  divide(shape: readonly number[]): Groups {
    const [batch, channels, ...rest] = shape;
    if (shape.length < 2 || channels !== this.numChannels)
      refuse("SHAPE", this, "x", shapeText(["batch", this.numChannels, "…"]), shapeText(shape));
    const space = rest.reduce((a, b) => a * b, 1);
    return { batch, groups: this.numGroups, channels: channels / this.numGroups, space, pooled: false };
  }

  override toString(): string {
    return `GroupNorm(${this.numGroups}, ${this.numChannels})`;
  }
}
