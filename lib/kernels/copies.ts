// Copies between tensors of other shapes or orders of axes. A tensor off the heap is copied by plain loops, since a way
// through the scratch would be as many copies again.
import { numberBytes, type Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/copies.ts";
import * as reference from "./reference/index.ts";

const fast = (y: Tensor, x: Tensor): Native | undefined => (y.at !== 0 && x.at !== 0 ? native.of(y.dtype) : undefined);

/** `rows` lines of `cols` numbers: those ldx apart in x from ox on go to places ldy apart in y from oy on */
export function copyLines(
  y: Tensor,
  oy: number,
  ldy: number,
  x: Tensor,
  ox: number,
  ldx: number,
  rows: number,
  cols: number,
): void {
  const wasm = fast(y, x);
  if (wasm === undefined) reference.copyLines([y.data, oy, ldy], [x.data, ox, ldx], rows, cols);
  else wasm.copyLines(rows, cols, x.at + ox * numberBytes(x.dtype), ldx, y.at + oy * numberBytes(y.dtype), ldy);
}

/** y = x with its axes in another order: axis i of y is axis order[i] of x */
export function permute(y: Tensor, x: Tensor, order: readonly number[]): void {
  strided(y, x, (i) => x.shape.reduce((s, n, axis) => (axis > order[i] ? s * n : s), 1));
}

/** y = x, repeated along the axes that are 1 in x and more in y, of as many axes */
export function expand(y: Tensor, x: Tensor): void {
  strided(y, x, (i) => (x.shape[i] === 1 ? 0 : x.shape.reduce((s, n, axis) => (axis > i ? s * n : s), 1)));
}

/** y = x at the strides of each of y's axes, of which those that follow each other in x, too, count as one. */
function strided(y: Tensor, x: Tensor, stride: (axis: number) => number): void {
  const [shape, strides]: [number[], number[]] = [[], []];
  for (const [i, n] of y.shape.entries()) {
    const s = stride(i);
    const last = shape.length - 1;
    if (n === 1) continue;
    if (last >= 0 && strides[last] === n * s) [shape[last], strides[last]] = [shape[last] * n, s];
    else {
      shape.push(n);
      strides.push(s);
    }
  }
  const wasm = fast(y, x);
  if (wasm === undefined) reference.strided(y.data, 0, x.data, 0, shape, strides);
  else axes(wasm, y.size, y.at, x.at, shape, strides, numberBytes(y.dtype));
}

/** The kernel has loops for four axes; any before them are looped over here. */
function axes(
  wasm: Native,
  size: number,
  py: number,
  px: number,
  shape: readonly number[],
  strides: readonly number[],
  es: number,
): void {
  const [n, s] = [shape.length, strides];
  if (n <= 4) {
    const at = (k: number): number => shape[n - k] ?? 1;
    wasm.strided(at(4), at(3), at(2), at(1), s[n - 4] ?? 0, s[n - 3] ?? 0, s[n - 2] ?? 0, s[n - 1] ?? 1, px, py);
  } else
    for (let i = 0; i < shape[0]; i++) {
      const part = size / shape[0];
      axes(wasm, part, py + i * part * es, px + i * strides[0] * es, shape.slice(1), strides.slice(1), es);
    }
}
