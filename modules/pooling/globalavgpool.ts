import { checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mean, view } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { wholePlanes } from "../../lib/spatial/planes.ts";
import { sizeOf, Tensor } from "../../lib/tensor.ts";

/**
 * y = mean of x over all n places of a channel,  dx = dy / n at each.
 *
 *     x [batch, channels, …spatial]     y [batch, channels], or with `keepdim` [batch, channels, 1, …]
 *
 * Lin, Chen and Yan, 2014; Keras' GlobalAveragePooling.
 * @throws FpropError SHAPE, DTYPE
 */
export class GlobalAvgPool extends Module {
  readonly keepdim: boolean;
  x: Tensor | undefined;
  y: Tensor | undefined;
  g: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({ keepdim = false }: { keepdim?: boolean } = {}) {
    super();
    this.keepdim = keepdim;
  }

  fprop(x: Tensor): Tensor {
    const [shape, n] = wholePlanes(this, x, this.keepdim);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, shape);
    kernels.sumPieces(this.y, x, n, 1);
    kernels.scale(this.y, this.y, 1 / n);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const n = x.size / y.size;
    this.g = Tensor.reuseLike(this.g, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.scale(this.g, dy, 1 / n);
    kernels.repeatPieces(this.dx, this.g, n, 1);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const planes = view(x, "planes", ([batch, channels, ...spatial]) => [
      batch,
      channels,
      ...(this.keepdim ? spatial.map(() => 1) : []),
      sizeOf(spatial),
    ]);
    return mean(planes, -1);
  }
}
