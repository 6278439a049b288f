import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { product } from "../../lib/layers/axis.ts";
import { View } from "../../lib/layers/view.ts";

/**
 * y [batch, …shape] has the numbers of x [batch, …], dx those of dy. Nothing is copied. `shape` is that of a row, without
 * the batch, as in Torch7; one of its sizes may be −1, for whatever is left.
 *
 *     new Reshape([2, -1])     [8, 6] → [8, 2, 3]
 *
 * @throws FpropError SHAPE where a row has not as many numbers; DTYPE
 */
export class Reshape extends View {
  readonly shape: readonly number[];

  constructor(shape: readonly number[]) {
    super();
    if (!Array.isArray(shape)) refuse("ARGUMENT", "Reshape", "shape", "an array of sizes", shape);
    const open = shape.indexOf(-1);
    for (const [i, n] of shape.entries()) if (i !== open) checkCount("Reshape", `shape[${i}]`, n as number);
    this.shape = [...(shape as readonly number[])];
  }

  protected shapeOf(x: readonly number[], who: { toString(): string }): readonly number[] {
    const [batch, ...rest] = x;
    const open = this.shape.indexOf(-1);
    const known = product(this.shape.filter((n) => n !== -1));
    const left = product(rest) / known;
    if (batch === undefined || !Number.isInteger(left) || (open < 0 && left !== 1))
      refuse("SHAPE", who, "x", `[batch, …] with ${open < 0 ? "" : "a multiple of "}${known} in …`, shapeText(x));
    return [batch, ...this.shape.map((n) => (n === -1 ? left : n))];
  }

  override toString(): string {
    return `Reshape(${this.shape.join(", ")})`;
  }
}
