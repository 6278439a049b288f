// Functions of vectors that are parts of others.
import { exp, expm1, log, log1p, sigmoid, tanh } from "./math";

// Where a function is a part of something, it is called: only its own loop has it inlined. Each copy costs a kilobyte, and
// a compiler more than its share of time, for a nanosecond in ten.
export function expOf<T>(x: v128): v128 {
  return exp<T>(x);
}
export function expm1Of<T>(x: v128): v128 {
  return expm1<T>(x);
}
export function logOf<T>(x: v128): v128 {
  return log<T>(x);
}
export function log1pOf<T>(x: v128): v128 {
  return log1p<T>(x);
}
export function sigmoidOf<T>(x: v128): v128 {
  return sigmoid<T>(x);
}
export function tanhOf<T>(x: v128): v128 {
  return tanh<T>(x);
}

/** eˣ and ln x of one number. */
// @ts-ignore: decorator
@inline export function expOne<T>(x: T): T {
  return v128.extract_lane<T>(expOf<T>(v128.splat<T>(x)), 0);
}
// @ts-ignore: decorator
@inline export function logOne<T>(x: T): T {
  return v128.extract_lane<T>(logOf<T>(v128.splat<T>(x)), 0);
}

// @ts-ignore: decorator
@inline export function c<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

/** xⁿ: products for whole n up to 64 in size, a root for n = ½, else eⁿ ˡⁿ ˣ; the same n in all lanes. */
// @ts-ignore: decorator
@inline export function pow<T>(x: v128, exponent: v128): v128 {
  const n = <f64>v128.extract_lane<T>(exponent, 0);
  if (n == 0.5) return v128.sqrt<T>(x);
  if (n != Math.trunc(n) || Math.abs(n) > 64) return expOf<T>(v128.mul<T>(exponent, logOf<T>(x)));
  let y = c<T>(1), p = x;
  for (let k = <i32>Math.abs(n); k > 0; k >>= 1) {
    if (k & 1) y = v128.mul<T>(y, p);
    p = v128.mul<T>(p, p);
  }
  return n < 0 ? v128.div<T>(c<T>(1), y) : y;
}

export function powOf<T>(x: v128, exponent: v128): v128 {
  return pow<T>(x, exponent);
}

// @ts-ignore: decorator
@inline export function sign<T>(x: v128, a: v128): v128 {
  const s = v128.or(v128.and(v128.gt<T>(x, c<T>(0)), a), v128.and(v128.lt<T>(x, c<T>(0)), v128.neg<T>(a)));
  return v128.bitselect(x, s, v128.ne<T>(x, x));
}
