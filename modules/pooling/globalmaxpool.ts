import { checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { amax, view } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { wholePlanes } from "../../lib/spatial/planes.ts";
import { sizeOf, Tensor } from "../../lib/tensor.ts";

/**
 * y = max of x over all places of a channel,  dx = dy at the first place k that has it, else 0.
 *
 *     x [batch, channels, …spatial]     y [batch, channels], or with `keepdim` [batch, channels, 1, …]
 *
 * Keras' GlobalMaxPooling.
 * @throws FpropError SHAPE, DTYPE
 */
export class GlobalMaxPool extends Module {
  readonly keepdim: boolean;
  x: Tensor | undefined;
  k: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({ keepdim = false }: { keepdim?: boolean } = {}) {
    super();
    this.keepdim = keepdim;
  }

  fprop(x: Tensor): Tensor {
    const [shape, n] = wholePlanes(this, x, this.keepdim);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, shape);
    this.k = Tensor.reuse(this.k, "int32", shape);
    kernels.maxPieces(this.y, this.k, x, n, 1);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, k, y] = [kept(this, this.x), kept(this, this.k), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.maxPiecesBackward(this.dx, dy, k, x.size / y.size, 1);
    return this.dx;
  }

  override express(x: Expression): Expression {
    const planes = view(x, "planes", ([batch, channels, ...spatial]) => [
      batch,
      channels,
      ...(this.keepdim ? spatial.map(() => 1) : []),
      sizeOf(spatial),
    ]);
    return amax(planes, -1);
  }
}
