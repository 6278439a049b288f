import { Tensor } from "../tensor.ts";
import * as kernels from "../kernels/index.ts";
import type { Expression, Operand } from "./expression.ts";
import type { Operation, Shape } from "./operation.ts";
import { make, reshape } from "./operations.ts";
import { product } from "./shapes.ts";

// Operations that take an axis from where it is. That x has it is the caller's business.

const place = (x: Shape, axis: number): number => (axis < 0 ? axis + x.length : axis);
const behind = (x: Shape, axis: number): number => product(x.slice(place(x, axis) + 1));

/** y = x with an axis moved to the end */
export const toLast = (x: Operand, axis: number): Expression => make(gathered(axis), x);
const gathered = (axis: number): Operation => ({
  text: ([x]) => `toLast(${x}, ${axis})`,
  shape: ([x]) => [...x.toSpliced(place(x, axis), 1), x[place(x, axis)]],
  value: (y, [x]) => kernels.swapPieces(y, x, x.shape[place(x.shape, axis)], behind(x.shape, axis)),
  forward: [(dx) => toLast(dx, axis)],
  reverse: [(dy) => fromLast(dy, axis)],
});

/** y = x with the last axis moved to where `axis` then is */
export const fromLast = (x: Operand, axis: number): Expression => make(spreadOut(axis), x);
const spreadOut = (axis: number): Operation => ({
  text: ([x]) => `fromLast(${x}, ${axis})`,
  shape: ([x]) => x.slice(0, -1).toSpliced(place(x, axis), 0, x[x.length - 1]),
  value: (y, [x]) => kernels.swapPieces(y, x, behind(y.shape, axis), y.shape[place(y.shape, axis)]),
  forward: [(dx) => fromLast(dx, axis)],
  reverse: [(dy) => toLast(dy, axis)],
});

/** y = the first (k = 0) or the second half (k = 1) of x along an axis */
export const half = (x: Operand, axis: number, k: number): Expression => make(taken(axis, k), x);
const taken = (axis: number, k: number): Operation => ({
  text: ([x]) => `half(${x}, ${axis}, ${k})`,
  shape: ([x]) => x.with(place(x, axis), x[place(x, axis)] / 2),
  value: (y, [x]) => eachHalf(x, axis, k, (part, i, n) => y.data.set(part, i * n)),
  forward: [(dx) => half(dx, axis, k)],
  reverse: [(dy, [x]) => make(put(axis, k), dy, x)],
});
/** y = x as one half of what has the shape of `like`, the other being 0 */
const put = (axis: number, k: number): Operation => ({
  text: ([x]) => `half(${x}, ${axis}, ${k})ᵀ`,
  shape: ([, like]) => like,
  value: (y, [x]) => {
    kernels.clear(y);
    eachHalf(y, axis, k, (part, i, n) => part.set(x.data.subarray(i * n, i * n + n)));
  },
  forward: [(dx, [, like]) => make(put(axis, k), dx, like)],
  reverse: [(dy) => half(dy, axis, k)],
});
function eachHalf(x: Tensor, axis: number, k: number, see: (part: Tensor["data"], i: number, n: number) => void): void {
  const n = (x.shape[place(x.shape, axis)] / 2) * behind(x.shape, axis);
  for (let i = 0; 2 * i * n < x.size; i++) see(x.data.subarray((2 * i + k) * n, (2 * i + k + 1) * n), i, n);
}

/** w [channels] under the shape in which it broadcasts along axis 1 of x [batch, channels, …] */
export const perChannel = (w: Operand, x: Operand): Expression => make(alongChannels, w, x);
const alongChannels: Operation = {
  text: ([w]) => `perChannel(${w})`,
  shape: ([w, x]) => [...w, ...Array.from({ length: Math.max(x.length - 2, 0) }, () => 1)],
  view: () => true,
  value: () => undefined,
  forward: [(dw, [, x]) => perChannel(dw, x)],
  reverse: [(dy, [w]) => reshape(dy, w)],
};
