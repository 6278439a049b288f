import { checkFloats, checkLike, checkRange, checkShape, kept, refuse } from "../../lib/check.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { perAxis, planeOf, sizeText, type PerAxis } from "../../lib/spatial/planes.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Puts the numbers that a MaxPool2d found back where it found them: y at k_i is x_i, else 0;  dx_i = dy at k_i.
 *
 *     x, k = indices (int32) [batch, channels, oHeight, oWidth]     y [batch, channels, height, width]
 *
 * Where windows overlapped, several i may have one k: the last has it, and the others no gradient. Where several sizes of
 * planes are pooled to the same, y is the smallest that no window was cut off from, (n − 1) stride − 2 padding +
 * kernelSize, unless `outputSize` says [height, width]. k gets a gradient of 0. Zeiler and Fergus, 2014.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for an index outside y, and for an outputSize that cannot have been
 */
export class MaxUnpool2d extends Module<readonly [x: Tensor, indices: Tensor], Tensor> {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputSize: readonly number[] | undefined;
  x: Tensor | undefined;
  inverse: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  dk: Tensor | undefined;

  constructor(
    kernelSize: PerAxis,
    {
      stride = kernelSize,
      padding = 0,
      outputSize,
    }: { stride?: PerAxis; padding?: PerAxis; outputSize?: PerAxis } = {},
  ) {
    super();
    this.kernelSize = perAxis("MaxUnpool2d", "kernelSize", kernelSize, 2);
    this.stride = perAxis("MaxUnpool2d", "stride", stride, 2);
    this.padding = perAxis("MaxUnpool2d", "padding", padding, 2, 0);
    this.outputSize = outputSize === undefined ? undefined : perAxis("MaxUnpool2d", "outputSize", outputSize, 2);
  }

  fprop(input: readonly [x: Tensor, indices: Tensor]): Tensor {
    if (!Array.isArray(input) || input.length !== 2) refuse("SHAPE", this, "x", "a tuple of x and indices", input);
    const [x, k] = input as [Tensor, Tensor];
    const usual = planeOf(this, x, 2).map(
      (n, i) => (n - 1) * this.stride[i] - 2 * this.padding[i] + this.kernelSize[i],
    );
    const size = this.outputSize ?? usual;
    if (size.some((n, i) => n < 1 || Math.abs(n - usual[i]) >= this.stride[i]))
      refuse("ARGUMENT", this, "outputSize", `${sizeText(usual)}, give or take less than the stride`, sizeText(size));
    checkFloats(this, "indices", k, "int32");
    checkShape(this, "indices", k, x.shape);
    checkRange(this, "indices", k, -1, size[0] * size[1] - 1, "ARGUMENT");
    const planes = x.shape[0] * x.shape[1];
    this.x = x;
    this.inverse = Tensor.reuse(this.inverse, "int32", [...x.shape.slice(0, 2), ...size]);
    this.y = Tensor.reuse(this.y, x.dtype, this.inverse.shape);
    kernels.invertIndex(this.inverse, k, planes);
    kernels.gather(this.y, x, this.inverse, planes);
    return this.y;
  }

  bprop(dy: Tensor): readonly [dx: Tensor, dk: Tensor] {
    const [x, y, inverse] = [kept(this, this.x), kept(this, this.y), kept(this, this.inverse)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    this.dk = Tensor.reuse(this.dk, "int32", x.shape);
    kernels.clear(this.dx);
    kernels.clear(this.dk);
    kernels.addScatter(this.dx, dy, inverse, x.shape[0] * x.shape[1]);
    return [this.dx, this.dk];
  }

  override toString(): string {
    return `MaxUnpool2d(${sizeText(this.kernelSize)})`;
  }
}
