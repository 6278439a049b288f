import { checkCount, checkFloats, checkLike, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { constant, type Expression } from "../../lib/expressions/expression.ts";
import { add } from "../../lib/expressions/operations.ts";
import { gather } from "../../lib/expressions/shapes.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { sameShape, Tensor } from "../../lib/tensor.ts";

/**
 * y is x, repeated along axes of size 1 to the sizes given; dx is the sum of dy over the repetitions. The sizes are those
 * of a row, without the batch; −1 leaves an axis as it is.
 *
 *     new Expand([4, -1])     [8, 1, 5] → [8, 4, 5]
 *
 * @throws FpropError SHAPE, DTYPE
 */
export class Expand extends Module {
  readonly sizes: readonly number[];
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;
  sums: (Tensor | undefined)[] = [];

  constructor(sizes: readonly number[]) {
    super();
    if (!Array.isArray(sizes)) refuse("ARGUMENT", "Expand", "sizes", "an array of sizes", sizes);
    for (const [i, n] of sizes.entries()) if (n !== -1) checkCount("Expand", `sizes[${i}]`, n as number);
    this.sizes = [...(sizes as readonly number[])];
  }

  private shapeOf([batch, ...rest]: readonly number[], who: { toString(): string }): readonly number[] {
    const fits = rest.length === this.sizes.length && rest.every((n, i) => n === 1 || [n, -1].includes(this.sizes[i]));
    if (batch === undefined || !fits)
      refuse(
        "SHAPE",
        who,
        "x",
        `[batch, …] that expands to [batch, ${this.sizes.join(", ")}]`,
        shapeText([batch, ...rest]),
      );
    return [batch, ...rest.map((n, i) => (n === 1 && this.sizes[i] !== -1 ? this.sizes[i] : n))];
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    const shape = this.shapeOf(x.shape, this);
    this.x = x;
    this.y = Tensor.reuse(this.y, x.dtype, shape);
    kernels.expand(this.y, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    if (sameShape(x.shape, y.shape)) return dy;
    this.dx = Tensor.reuseLike(this.dx, x);
    let k = -1;
    gather(this.dx, [dy], (_, shape) => {
      k++;
      return (this.sums[k] = Tensor.reuse(this.sums[k], dy.dtype, shape));
    });
    return this.dx;
  }

  override express(x: Expression): Expression {
    return add(x, constant(Tensor.zeros(this.sizes.map((n) => Math.max(n, 1)))));
  }

  override toString(): string {
    return `Expand(${this.sizes.join(", ")})`;
  }
}
