import { checkCount, checkFloats, checkLike, checkNumber, checkShape, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, make } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { byPlace } from "../../lib/layers/positions.ts";
import { cos, sin } from "../../lib/math.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * Waves that tell where in a sequence a vector stands: y = x + P, dx = dy.
 *
 *     x, y [batch, time, size]     P[t, 2i] = sin(t / base^(2i / size))     P[t, 2i + 1] = cos(t / base^(2i / size))
 *
 * P is known for any time and has nothing to learn. Dropout stands behind it where one is wanted. Vaswani et al., 2017.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a size that is none, or a base below 1
 */
export class PositionalEncoding extends Module {
  readonly size: number;
  readonly base: number;
  y: Tensor | undefined;
  private p: Tensor | undefined;

  constructor(size: number, { base = 10_000 }: { base?: number } = {}) {
    super();
    checkCount("PositionalEncoding", "size", size);
    checkNumber("PositionalEncoding", "base", base, 1);
    this.size = size;
    this.base = base;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    checkShape(this, "x", x, ["batch", "time", this.size]);
    this.y = Tensor.reuseLike(this.y, x);
    kernels.repeatPieces(this.y, this.table(x), x.shape[0], x.size / x.shape[0]);
    kernels.add(this.y, this.y, x);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.y));
    return dy;
  }

  /** P for the places of x. */
  private table({ dtype, shape: [, time] }: Tensor): Tensor {
    this.p = byPlace(this.p, dtype, time, this.size, this.base, (angle) => [sin(angle), cos(angle)]);
    return this.p.rows(0, time);
  }

  override express(x: Expression): Expression {
    const waves = make(
      {
        text: () => "P",
        shape: ([x]) => x.slice(1),
        value: (p, [x]) => kernels.scale(p, this.table(x), 1),
        told: { kind: "shapes" },
        forward: [],
        reverse: [],
      },
      x,
    );
    return add(x, waves);
  }

  override toString(): string {
    return `PositionalEncoding(${this.size})`;
  }
}
