import { checkCount, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { slice } from "../../lib/expressions/arrays.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { Part } from "../../lib/layers/part.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y is the part of x that has the places start … start + length − 1 of axis `dim`; dx has dy there, and 0 elsewhere.
 *
 *     new Narrow(1, 2, 3)     [8, 7, 5] → [8, 3, 5]
 *
 * @throws FpropError SHAPE where the axis is shorter; DTYPE
 */
export class Narrow extends Part {
  readonly start: number;
  readonly length: number;

  constructor(dim: number, start: number, length: number) {
    super(dim);
    checkCount("Narrow", "start", start, 0);
    checkCount("Narrow", "length", length);
    this.start = start;
    this.length = length;
  }

  protected range(n: number, x: Tensor): readonly [start: number, length: number] {
    if (this.start + this.length > n)
      refuse("SHAPE", this, "x", `of at least ${this.start + this.length} at axis ${this.dim}`, shapeText(x.shape));
    return [this.start, this.length];
  }

  protected shapeOf(x: readonly number[], axis: number): readonly number[] {
    return x.with(axis, this.length);
  }

  override express(x: Expression): Expression {
    return slice(x, this.dim, this.start, this.length);
  }

  override toString(): string {
    return `Narrow(${this.dim}, ${this.start}, ${this.length})`;
  }
}
