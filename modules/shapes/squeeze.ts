import { refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { axisOf, checkDim } from "../../lib/layers/axis.ts";
import { View } from "../../lib/layers/view.ts";

/**
 * y is x without its axis `dim`, which has size 1; nothing is copied. Torch7's nn.Squeeze; unlike torch.squeeze it refuses
 * another size, since y would have another number of axes than one reckons with.
 * @throws FpropError SHAPE, DTYPE
 */
export class Squeeze extends View {
  readonly dim: number;

  constructor(dim: number) {
    super();
    checkDim("Squeeze", "dim", dim);
    this.dim = dim;
  }

  protected shapeOf(x: readonly number[], who: { toString(): string }): readonly number[] {
    const axis = axisOf(who, "x", x, this.dim);
    if (x[axis] !== 1) refuse("SHAPE", who, "x", `of size 1 at axis ${this.dim}`, shapeText(x));
    return x.toSpliced(axis, 1);
  }

  override toString(): string {
    return `Squeeze(${this.dim})`;
  }
}
