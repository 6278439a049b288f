import type { Parameter } from "../parameter.ts";
import { sizeOf } from "../tensor.ts";
import type { Window } from "../windows.ts";
import type { Expression } from "./expression.ts";
import { reshape } from "./operations.ts";
import { pick, type Placement } from "./places.ts";

/** Convolutions as products of matrices: what windows see, and the weights that they are multiplied by. */

type Numbers = readonly number[];

/**
 * What windows see of images [batch, channels, …size], as [batch, …positions, channels · kernel elements]: 0 beyond an
 * edge, or what `beyond` an axis of n elements stands for its element i.
 */
export function columns(
  { kernelSize, stride, dilation, before }: Window,
  positionsOf: (size: Numbers) => Numbers,
  beyond: (i: number, n: number) => number = () => -1,
): Placement {
  const place = (c: number, size: Numbers, p: Numbers, k: Numbers): number => {
    let at = c;
    for (const [a, n] of size.entries()) {
      const i = p[a] * stride[a] + k[a] * dilation[a] - before[a];
      const seen = i >= 0 && i < n ? i : beyond(i, n);
      if (seen < 0) return -1;
      at = at * n + seen;
    }
    return at;
  };
  return {
    name: "columns",
    shape: ([batch, channels, ...size]) => [batch, ...positionsOf(size), channels * sizeOf(kernelSize)],
    *places([, channels, ...size]) {
      for (const p of indices(positionsOf(size)))
        for (let c = 0; c < channels; c++) for (const k of indices(kernelSize)) yield place(c, size, p, k);
    },
  };
}

/** All indices into a tensor of a shape, in order. */
function* indices(shape: Numbers): Generator<Numbers> {
  const [n, ...rest] = shape;
  if (n === undefined) yield [];
  else for (let i = 0; i < n; i++) for (const more of indices(rest)) yield [i, ...more];
}

/** Weights [rows, lines] of a map without groups: those of each group are a block on the diagonal, and the rest is 0. */
export function ungrouped(weight: Parameter, groups: number): Expression {
  const [rows, ...shape] = weight.value.shape;
  const lines = sizeOf(shape);
  const blocks: Placement = {
    name: "blocks",
    shape: () => [1, rows * groups * lines],
    *places() {
      for (let r = 0; r < rows; r++)
        for (let j = 0; j < groups * lines; j++)
          yield Math.floor(j / lines) === Math.floor((r * groups) / rows) ? r * lines + (j % lines) : -1;
    },
  };
  const all = groups === 1 ? weight : pick(reshape(weight, [1, rows * lines]), blocks);
  return reshape(all, [rows, groups * lines]);
}
