import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { axisOf, checkDim, product } from "../../lib/layers/axis.ts";
import { View } from "../../lib/layers/view.ts";

/**
 * Axis `dim` of x becomes several axes of these sizes, of which one may be −1, for whatever is left; nothing is copied.
 *
 *     new Unflatten(1, [2, -1])     [8, 6, 5] → [8, 2, 3, 5]
 *
 * @throws FpropError SHAPE where the sizes do not fit the axis; DTYPE
 */
export class Unflatten extends View {
  readonly dim: number;
  readonly sizes: readonly number[];

  constructor(dim: number, sizes: readonly number[]) {
    super();
    checkDim("Unflatten", "dim", dim);
    if (!Array.isArray(sizes) || sizes.length === 0)
      refuse("ARGUMENT", "Unflatten", "sizes", "an array of sizes", sizes);
    const open = sizes.indexOf(-1);
    for (const [i, n] of sizes.entries()) if (i !== open) checkCount("Unflatten", `sizes[${i}]`, n as number);
    this.dim = dim;
    this.sizes = [...(sizes as readonly number[])];
  }

  protected shapeOf(x: readonly number[], who: { toString(): string }): readonly number[] {
    const axis = axisOf(who, "x", x, this.dim);
    const known = product(this.sizes.filter((n) => n !== -1));
    const left = x[axis] / known;
    if (!Number.isInteger(left) || (left !== 1 && !this.sizes.includes(-1)))
      refuse("SHAPE", who, "x", `[batch, …] that [${this.sizes.join(", ")}] divides at axis ${this.dim}`, shapeText(x));
    return x.toSpliced(axis, 1, ...this.sizes.map((n) => (n === -1 ? left : n)));
  }

  override toString(): string {
    return `Unflatten(${this.dim}, [${this.sizes.join(", ")}])`;
  }
}
