import { markSquashed } from "../lib/advice.ts";
import { checkFloats, checkLike, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { sigmoid } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = σ(x) = 1 / (1 + e⁻ˣ),  dx = dy y (1 − y), elementwise on any shape. Lecture slide 38.
 * As an output it wants BCELoss, or better its logits BCEWithLogitsLoss: with MSELoss its gradient vanishes where it is
 * confidently wrong (slide 42).
 * @throws FpropError SHAPE, DTYPE
 */
export class Sigmoid extends Module {
  y: Tensor | undefined;
  dx: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.y = markSquashed(Tensor.reuseLike(this.y, x), "Sigmoid", this.y);
    kernels.sigmoid(this.y, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const y = kept(this, this.y);
    checkLike(this, "dy", dy, y);
    this.dx = Tensor.reuseLike(this.dx, y);
    kernels.sigmoidBackward(this.dx, dy, y);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return sigmoid(x);
  }
}
