// Arithmetic and comparisons, element by element; sums.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/elementwise.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

/** y = 1 / √(x + a) */
export const rsqrt = (y: Tensor, x: Tensor, a: number): void => map(op.RSTD, y, x, a);

/** y = a x */
export const scale = (y: Tensor, x: Tensor, a: number): void => map(op.SCALE, y, x, a);
/** y = a x + b */
export const affine = (y: Tensor, x: Tensor, a: number, b: number): void => map(op.AFFINE, y, x, a, b);
/** c = a + b */
export const add = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.ADD, c, a, b);
/** c = a − b */
export const subtract = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.SUB, c, a, b);
/** c = a · b, element by element */
export const multiply = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.MUL, c, a, b);
/** c = a / b, element by element */
export const divide = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.DIV, c, a, b);
/** c = max(a, b), element by element; NaN wins */
export const max = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.MAX, c, a, b);
/** c = min(a, b), element by element; NaN wins */
export const min = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.LESSER, c, a, b);
/** c = 1 where a > b, else 0 */
export const exceeds = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.EXCEEDS, c, a, b);
/** z = x m + b where the mask m is not 0, else a */
export const masked = (z: Tensor, x: Tensor, m: Tensor, a: number, b: number): void => zip(op.MASKED, z, x, m, a, b);
/** r = 1 where x > 0, else a: the slopes of a ReLU that leaks a x */
export const rectifiedSlope = (r: Tensor, x: Tensor, a: Tensor): void => zip(op.RECTIFIED_SLOPE, r, x, a);
/** z = x where |y| > a, else 0 */
export const whereLarge = (z: Tensor, x: Tensor, y: Tensor, a: number): void => zip(op.WHERE_LARGE, z, x, y, a);
/** z = x sign y, so that |x| is x sign x */
export const timesSign = (z: Tensor, x: Tensor, y: Tensor): void => zip(op.TIMES_SIGN, z, x, y);
/** y += a x */
export const addScaled = (y: Tensor, x: Tensor, a: number): void => zip(op.ADD_SCALED, y, y, x, a);
/** y += a sign x */
export const addSign = (y: Tensor, x: Tensor, a: number): void => zip(op.ADD_SIGN, y, y, x, a);

// Sums, in float64.

/** Σ x */
export const sum = (x: Tensor): number => reduce(op.SUM, x);
/** Σ x² */
export const sumSquares = (x: Tensor): number => reduce(op.SUM_SQUARES, x);
/** Σ |x| */
export const sumAbs = (x: Tensor): number => reduce(op.SUM_ABS, x);

/** y = 0. Not `data.fill`, which is many times slower in shared memory. */
export function clear(y: Tensor): void {
  const wasm = y.at === 0 ? undefined : native.of(y.dtype);
  if (wasm === undefined) y.data.fill(0);
  else wasm.clear(y.size, y.at);
}

/** The first index whose number is not in [low, high], bounds of x's type, as NaN never is; −1 where all are */
export function firstOutside(x: Tensor, low: number, high: number): number {
  const wasm = x.at === 0 || x.dtype === "int32" ? undefined : native.of(x.dtype);
  return wasm?.firstOutside(x.size, x.at, low, high) ?? reference.firstOutside(x.data, low, high);
}

// A `map` and a `zip` for each family: the call in them then has one target, and is quick.

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run(native, "wr", y.size, kernel, () => reference.map(reference.arithmetic, k, y.data, x.data, a, b), y, x);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, pz: number, px: number, py: number): void =>
    wasm.zip(k, n, px, py, pz, a, b);
  run(
    native,
    "wrr",
    z.size,
    kernel,
    () => reference.zip(reference.arithmetic, k, z.data, x.data, y.data, a, b),
    z,
    x,
    y,
  );
}

/** A sum in pieces would have another order: an array off the heap is summed whole, or by plain loops if it is large. */
function reduce(k: number, x: Tensor): number {
  let s = 0;
  const plain = (): void => void (s = reference.reduce(k, x.data));
  run(native, "R", 1, (wasm, _, px) => (s = wasm.reduce(k, x.size, px)), plain, x);
  return s;
}
