import { describe, refuse, shapeText, type ErrorCode } from "./errors.ts";
import * as kernels from "./kernels/index.ts";
import { sameShape, Tensor, type DType } from "./tensor.ts";
import type { Value } from "./value.ts";

export { refuse };

/** The checks at the doors of fprop, bprop and constructors. All of them throw before anything has changed. */

type Who = { toString(): string };

/** `x` is a tensor of float32 or float64, or of exactly `dtype`. */
export function checkFloats(who: Who, what: string, x: Tensor, dtype?: DType): void {
  if (!(x instanceof Tensor)) refuse("SHAPE", who, what, "a Tensor", describe(x));
  if (dtype !== undefined ? x.dtype !== dtype : x.dtype === "int32")
    refuse("DTYPE", who, what, dtype ?? "float32 or float64", x.dtype);
}

/** `x` has this shape, in which a word stands for any size. */
export function checkShape(who: Who, what: string, x: Tensor, shape: readonly (number | string)[]): void {
  let fits = x.shape.length === shape.length;
  for (let i = 0; fits && i < shape.length; i++) fits = typeof shape[i] === "string" || shape[i] === x.shape[i];
  if (!fits) refuse("SHAPE", who, what, shapeText(shape), shapeText(x.shape));
}

/** `x` is [batch, …, n]: at least two axes, the last of size n. */
export function checkLast(who: Who, what: string, x: Tensor, n: number): void {
  const { shape } = x;
  if (shape.length < 2 || shape[shape.length - 1] !== n)
    refuse("SHAPE", who, what, shapeText(["batch", ...shape.slice(1, -1), n]), shapeText(shape));
}

/** `x` is [batch, …]: it has at least two axes. */
export function checkMatrix(who: Who, what: string, x: Tensor): void {
  if (x.shape.length < 2) refuse("SHAPE", who, what, "[batch, …] of two axes or more", shapeText(x.shape));
}

/**
 * The axis `dim` of x, counted from the end where it is negative, is there and is not the first, which is the batch.
 * Returns its size, and how many numbers stand behind each of its places.
 */
export function checkAxis(who: Who, what: string, x: Tensor, dim: number): { n: number; inner: number } {
  const { shape } = x;
  const axis = dim < 0 ? dim + shape.length : dim;
  if (axis < 1 || axis >= shape.length)
    refuse("SHAPE", who, what, `[batch, …] with an axis ${dim} behind the batch`, shapeText(shape));
  let inner = 1;
  for (let i = axis + 1; i < shape.length; i++) inner *= shape[i];
  return { n: shape[axis], inner };
}

/** `b` agrees with `a` in type and shape, as dy does with y. */
export function checkLike(who: Who, what: string, b: Tensor, a: Tensor): void {
  checkFloats(who, what, b, a.dtype);
  if (!sameShape(a.shape, b.shape)) refuse("SHAPE", who, what, shapeText(a.shape), shapeText(b.shape));
}

/** `b` has the form of `a`: the same tuples, of tensors that agree in type and shape. */
export function checkForm(who: Who, what: string, b: Value, a: Value): void {
  if (a instanceof Tensor) return checkLike(who, what, b as Tensor, a);
  checkTuple(who, b, a.length, what);
  a.forEach((v, k) => checkForm(who, `${what}[${k}]`, (b as readonly Value[])[k], v));
}

/** `x` is a tuple of `n`. */
export function checkTuple(who: Who, x: unknown, n: number, what = "x"): void {
  if (!Array.isArray(x) || x.length !== n) refuse("SHAPE", who, what, `a tuple of ${n}`, x);
}

/** `y` is a tuple of tensors, one of each name, of one type and shape. */
export function checkAlike(who: Who, names: readonly string[], y: readonly Tensor[]): void {
  checkTuple(who, y, names.length, "y");
  checkFloats(who, names[0], y[0]);
  for (let k = 1; k < names.length; k++) checkLike(who, names[k], y[k], y[0]);
}

/** What fprop kept for bprop. */
export function kept<T>(who: Who, value: T | undefined): T {
  return value ?? refuse("STATE", who, "bprop", "called after fprop", "no fprop before it");
}

/** A whole number of at least `least`, as sizes are. */
export function checkCount(who: Who, what: string, n: number, least = 1): void {
  if (!Number.isInteger(n) || n < least || n > 2 ** 31 - 1)
    refuse("ARGUMENT", who, what, `an integer of at least ${least}`, describe(n));
}

/** A finite number in [low, high], the upper bound excluded on demand. */
export function checkNumber(who: Who, what: string, n: number, low = -Infinity, high = Infinity, open = false): void {
  if (typeof n === "number" && Number.isFinite(n) && n >= low && (open ? n < high : n <= high)) return;
  const range = low === -Infinity && high === Infinity ? "" : ` in [${low}, ${high}${open ? ")" : "]"}`;
  refuse("ARGUMENT", who, what, `a finite number${range}`, describe(n));
}

/** Any 32-bit integer. */
export function checkInteger(who: Who, what: string, n: number): void {
  if (typeof n !== "number" || (n | 0) !== n) refuse("ARGUMENT", who, what, "a 32-bit integer", describe(n));
}

/** Every number of `x` lies in [low, high]; NaN never does. */
export function checkRange(who: Who, what: string, x: Tensor, low: number, high: number, code: ErrorCode): void {
  const i = kernels.firstOutside(x, low, high);
  if (i >= 0) refuse(code, who, what, `in [${low}, ${high}]`, `${x.data[i]} at index ${i}`);
}
