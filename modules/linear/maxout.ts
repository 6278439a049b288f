import { checkCount, checkFloats, checkLast, checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { amax, view } from "../../lib/expressions/operations.ts";
import type { Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import type { Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";
import { Linear } from "./linear.ts";

/**
 * y_j = max_p z_pj: the largest of several affine pieces z = x Wᵀ + b.
 *
 *     x [batch, …, inFeatures]     W [pieces · outFeatures, inFeatures]     z [batch, …, pieces, outFeatures]
 *     y [batch, …, outFeatures]    k_j = the p of the largest, the first of equals
 *
 *     dz_pj = dy_j where p = k_j, else 0;  dx, dW and db are those of the affine map
 *
 * Lecture slide 40; Goodfellow et al., 2013; the layout of Torch7's Maxout.
 * @throws FpropError SHAPE, DTYPE
 */
export class Maxout extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly pieces: number;
  readonly linear: Linear;
  k: Tensor | undefined;
  y: Tensor | undefined;
  dz: Tensor | undefined;

  constructor(
    inFeatures: number,
    outFeatures: number,
    pieces: number,
    options: { bias?: boolean; init?: Init; rng?: Rng } = {},
  ) {
    super();
    checkCount("Maxout", "inFeatures", inFeatures);
    checkCount("Maxout", "outFeatures", outFeatures);
    checkCount("Maxout", "pieces", pieces);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.pieces = pieces;
    this.linear = new Linear(inFeatures, pieces * outFeatures, options);
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x, this.linear.weight.value.dtype);
    checkLast(this, "x", x, this.inFeatures);
    const z = this.linear.fprop(x);
    const shape = [...x.shape.slice(0, -1), this.outFeatures];
    this.y = Tensor.reuse(this.y, x.dtype, shape);
    this.k = Tensor.reuse(this.k, "int32", shape);
    kernels.maxPieces(this.y, this.k, z, this.pieces, this.outFeatures);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const k = kept(this, this.k);
    checkLike(this, "dy", dy, kept(this, this.y));
    this.dz = Tensor.reuseLike(this.dz, kept(this, this.linear.y));
    kernels.maxPiecesBackward(this.dz, dy, k, this.pieces, this.outFeatures);
    return this.linear.bprop(this.dz);
  }

  override express(x: Expression): Expression {
    const z = view(this.linear.express(x), "pieces", (s) => [...s.slice(0, -1), this.pieces, this.outFeatures]);
    return amax(z, -2);
  }

  override toString(): string {
    return `Maxout(${this.inFeatures} → ${this.outFeatures}, ${this.pieces} pieces)`;
  }
}
