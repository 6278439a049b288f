import { markSquashed } from "../../lib/advice.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { sigmoid } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = σ(x) = 1 / (1 + e⁻ˣ),  dx = dy y (1 − y), elementwise on any shape. Lecture slide 38.
 * As an output it wants BCELoss, or better its logits BCEWithLogitsLoss: with MSELoss its gradient vanishes where it is
 * confidently wrong (slide 42).
 * @throws FpropError SHAPE, DTYPE
 */
export class Sigmoid extends Elementwise {
  override fprop(x: Tensor): Tensor {
    const before = this.y;
    return markSquashed(super.fprop(x), "Sigmoid", before);
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.sigmoid(y, x);
  }

  protected backward(dx: Tensor, dy: Tensor, _: Tensor, y: Tensor): void {
    kernels.sigmoidBackward(dx, dy, y);
  }

  express(x: Expression): Expression {
    return sigmoid(x);
  }
}
