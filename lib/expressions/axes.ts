import * as kernels from "../kernels/index.ts";
import type { Expression, Operand } from "./expression.ts";
import { moves, puts, type Operation, type Shape } from "./operation.ts";
import { permute } from "./arrays.ts";
import { make, matmul, reshape } from "./operations.ts";
import { along, place } from "./shapes.ts";

// Operations that take an axis from where it is. That x has it is the caller's business.

const without = (axis: number, rank: number): number[] =>
  Array.from({ length: rank }, (_, i) => i).toSpliced(axis < 0 ? axis + rank : axis, 1);

/** y = x with an axis moved to the end */
export const toLast = (x: Operand, axis: number): Expression =>
  permute(x, (rank) => [...without(axis, rank), axis < 0 ? axis + rank : axis]);

/** y = x with the last axis moved to where `axis` then is */
export const fromLast = (x: Operand, axis: number): Expression =>
  permute(x, (rank) => without(-1, rank).toSpliced(axis < 0 ? axis + rank : axis, 0, rank - 1));

/** y = the first (k = 0) or the second half (k = 1) of x along an axis */
export const half = (x: Operand, axis: number, k: number): Expression => make(taken(axis, k), x);
const taken = (axis: number, k: number): Operation => ({
  text: ([x]) => `half(${x}, ${axis}, ${k})`,
  shape: ([x]) => x.with(place(x, axis), x[place(x, axis)] / 2),
  flops: moves,
  value: (y, [x]) => {
    const { rows, width } = halves(x.shape, axis);
    kernels.copyLines(y, 0, width, x, k * width, 2 * width, rows, width);
  },
  told: { kind: "half", axis, k },
  forward: [(dx) => half(dx, axis, k)],
  reverse: [(dy, [x]) => make(put(axis, k), dy, x)],
});
/** y = x as one half of what has the shape of `like`, the other being 0 */
const put = (axis: number, k: number): Operation => ({
  text: ([x]) => `half(${x}, ${axis}, ${k})ᵀ`,
  shape: ([, like]) => like,
  flops: puts,
  value: (y, [x]) => {
    const { rows, width } = halves(y.shape, axis);
    kernels.clear(y);
    kernels.copyLines(y, k * width, 2 * width, x, 0, width, rows, width);
  },
  forward: [(dx, [, like]) => make(put(axis, k), dx, like)],
  reverse: [(dy) => half(dy, axis, k)],
});
/** How many pairs of halves there are, and how many numbers are in each half. */
function halves(x: Shape, axis: number): { rows: number; width: number } {
  const [rows, n, cols] = along(x, axis);
  return { rows, width: (n / 2) * cols };
}

/** w [channels] under the shape in which it broadcasts along axis 1 of x [batch, channels, …] */
export const perChannel = (w: Operand, x: Operand): Expression => make(alongChannels, w, x);
const alongChannels: Operation = {
  text: ([w]) => `perChannel(${w})`,
  shape: ([w, x]) => [...w, ...Array.from({ length: Math.max(x.length - 2, 0) }, () => 1)],
  view: () => true,
  flops: moves,
  value: () => undefined,
  forward: [(dw, [, x]) => perChannel(dw, x)],
  reverse: [(dy, [w]) => reshape(dy, w)],
};

/** y = at each place of axis 1 the sum of x from `before` places before it to `after` places after it, as far as there are any */
export const windowSums = (x: Operand, before: number, after: number): Expression =>
  fromLast(matmul(toLast(x, 1), make(band(before, after), x)), 1);
/** A matrix with 1 where the row's place counts in the sum of the column's. */
const band = (before: number, after: number): Operation => ({
  text: () => `band(${before}, ${after})`,
  shape: ([x]) => [x[1], x[1]],
  flops: moves,
  value(y) {
    const [n] = y.shape;
    for (let i = 0; i < y.size; i++) {
      const far = Math.floor(i / n) - (i % n);
      y.data[i] = Number(far >= -before && far <= after);
    }
  },
  told: { kind: "shapes" },
  forward: [],
  reverse: [],
});
