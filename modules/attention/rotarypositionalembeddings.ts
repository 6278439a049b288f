import { checkFloats, checkLike, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Turns } from "../../lib/layers/positions.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Vectors turned by their place in a sequence, so that the product of two depends on how far they are apart:
 *
 *     y_2i = x_2i cos α − x_2i+1 sin α     y_2i+1 = x_2i sin α + x_2i+1 cos α     α = t / base^(2i / size)
 *
 *     x, y [batch, time, …, size], each vector at place t of the time axis          dx = dy turned back, by −α
 *
 * For the queries and keys of a head; MultiheadAttention does it with its option `rotary`. Su et al., 2021; the name is
 * torchtune's.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for an odd size or a base below 1
 */
export class RotaryPositionalEmbeddings extends Module {
  readonly turns: Turns;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(size: number, { base = 10_000 }: { base?: number } = {}) {
    super();
    this.turns = new Turns("RotaryPositionalEmbeddings", size, base);
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    if (x.shape.length < 3 || x.shape.at(-1) !== this.turns.size)
      refuse("SHAPE", this, "x", shapeText(["batch", "time", "…", this.turns.size]), shapeText(x.shape));
    this.y = Tensor.reuseLike(this.y, x);
    return this.turned(this.y, x, false);
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.y));
    this.dx = Tensor.reuseLike(this.dx, dy);
    return this.turned(this.dx, dy, true);
  }

  private turned(y: Tensor, x: Tensor, back: boolean): Tensor {
    const ld = x.size / (x.shape[0] * x.shape[1]);
    kernels.scale(y, x, 1);
    this.turns.apply(y, x.shape, ld, 0, ld / this.turns.size, back);
    return y;
  }

  override express(x: Expression): Expression {
    return this.turns.tell(x);
  }

  override toString(): string {
    return `RotaryPositionalEmbeddings(${this.turns.size})`;
  }
}
