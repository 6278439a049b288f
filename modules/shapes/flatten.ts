import { refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { product } from "../../lib/layers/axis.ts";
import { View } from "../../lib/layers/view.ts";

/**
 * y [batch, n] has the numbers of x [batch, …], of which there are n to a row; dx has those of dy. Nothing is copied.
 * @throws FpropError SHAPE, DTYPE
 */
export class Flatten extends View {
  protected shapeOf(x: readonly number[], who: { toString(): string }): readonly number[] {
    if (x.length < 2) refuse("SHAPE", who, "x", "[batch, …] of two axes or more", shapeText(x));
    return [x[0], product(x.slice(1))];
  }
}
