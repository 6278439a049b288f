import { refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { checkDim } from "../../lib/layers/axis.ts";
import { View } from "../../lib/layers/view.ts";

/**
 * y is x with one more axis, of size 1, at place `dim` of the shape of y; nothing is copied.
 *
 *     new Unsqueeze(1)     [8, 5] → [8, 1, 5]          new Unsqueeze(-1)     [8, 5] → [8, 5, 1]
 *
 * @throws FpropError SHAPE, DTYPE
 */
export class Unsqueeze extends View {
  readonly dim: number;

  constructor(dim: number) {
    super();
    checkDim("Unsqueeze", "dim", dim);
    this.dim = dim;
  }

  protected shapeOf(x: readonly number[], who: { toString(): string }): readonly number[] {
    const axis = this.dim < 0 ? this.dim + x.length + 1 : this.dim;
    if (axis < 1 || axis > x.length)
      refuse("SHAPE", who, "x", `[batch, …] that can have another axis ${this.dim}`, shapeText(x));
    return x.toSpliced(axis, 0, 1);
  }

  override toString(): string {
    return `Unsqueeze(${this.dim})`;
  }
}
