import { checkCount, checkNumber, refuse } from "../check.ts";
import { rotated } from "../expressions/attention.ts";
import type { Expression } from "../expressions/expression.ts";
import * as kernels from "../kernels/index.ts";
import { cos, exp, log, sin } from "../math.ts";
import { Tensor, type DType } from "../tensor.ts";

/**
 * A table by place: [time, size] with, at pair i of row t, the two numbers that `pair` makes of the angle
 * t / base^(2i / size). `old` is what the caller has of it, which serves where it is long enough.
 */
export function byPlace(
  old: Tensor | undefined,
  dtype: DType,
  time: number,
  size: number,
  base: number,
  pair: (angle: number) => readonly [first: number, second: number],
): Tensor {
  if (old?.dtype === dtype && old.shape[0] >= time) return old;
  const table = Tensor.reuse(old, dtype, [time, size]);
  for (let i = 0; i < size; i += 2) {
    const frequency = exp((-i / size) * log(base));
    for (let t = 0; t < time; t++)
      for (const [k, value] of pair(t * frequency).entries()) if (i + k < size) table.data[t * size + i + k] = value;
  }
  return table;
}

/** What turns the pairs of vectors of `size` numbers by the angles of their place. */
export class Turns {
  readonly size: number;
  readonly base: number;
  private angles: Tensor | undefined;

  constructor(who: string, size: number, base: number) {
    checkCount(who, "size", size, 2);
    if (size % 2 !== 0) refuse("ARGUMENT", who, "size", "an even number that pairs are made of", String(size));
    checkNumber(who, "base", base, 1);
    this.size = size;
    this.base = base;
  }

  /** Turns `pieces` vectors from `at` on in each row of t [batch, time, ld], forth or back. */
  apply(t: Tensor, [batch, time]: readonly number[], ld: number, at: number, pieces: number, back: boolean): void {
    kernels.rotate(t, this.table(t.dtype, time), [batch, time, ld, at, pieces, this.size], back);
  }

  /** x [batch, time, …, size] turned. */
  tell(x: Expression): Expression {
    return rotated(x, (dtype, time) => this.table(dtype, time));
  }

  private table(dtype: DType, time: number): Tensor {
    return (this.angles = byPlace(this.angles, dtype, time, this.size, this.base, (a) => [cos(a), sin(a)]));
  }

  toString(): string {
    return `base ${this.base}`;
  }
}
