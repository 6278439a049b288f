import { checkInteger, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { slice } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { view } from "../../lib/expressions/operations.ts";
import { axisOf } from "../../lib/layers/axis.ts";
import { Part } from "../../lib/layers/part.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y is x at one place of axis `dim`, which is then gone; dx has dy there, and 0 elsewhere. A negative index counts from
 * the end.
 *
 *     new Select(1, -1)     [8, 7, 5] → [8, 5], the last of seven
 *
 * @throws FpropError SHAPE where the axis has no such place; DTYPE
 */
export class Select extends Part {
  readonly index: number;

  constructor(dim: number, index: number) {
    super(dim);
    checkInteger("Select", "index", index);
    this.index = index;
  }

  protected range(n: number, x: Tensor): readonly [start: number, length: number] {
    const start = this.index < 0 ? this.index + n : this.index;
    if (start < 0 || start >= n)
      refuse("SHAPE", this, "x", `with a place ${this.index} on axis ${this.dim}`, shapeText(x.shape));
    return [start, 1];
  }

  protected shapeOf(x: readonly number[], axis: number): readonly number[] {
    return x.toSpliced(axis, 1);
  }

  override express(x: Expression): Expression {
    const part = slice(x, this.dim, this.index, 1);
    return view(part, "squeeze", (s, who) => s.toSpliced(axisOf(who, "x", s, this.dim), 1));
  }

  override toString(): string {
    return `Select(${this.dim}, ${this.index})`;
  }
}
