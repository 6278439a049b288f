// Arithmetic and comparisons, element by element; and sums.
import { lanes, storeTail } from "./common";
import { mapBy, whole, wholePairs, zipBy } from "./loops";
import * as op from "./ops";
import { c, sign } from "./vectors";

export class Rsqrt<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.div<T>(c<T>(1), v128.sqrt<T>(v128.add<T>(x, a)));
  }
}

export class Scale<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, x);
  }
}

export class Affine<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.add<T>(v128.mul<T>(a, x), b);
  }
}

export class Add<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.add<T>(x, y);
  }
}

export class Sub<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(x, y);
  }
}

export class Mul<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, y);
  }
}

export class Div<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.div<T>(x, y);
  }
}

export class Max<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(y, x, v128.or(v128.gt<T>(y, x), v128.ne<T>(y, y)));
  }
}

export class Lesser<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(y, x, v128.or(v128.lt<T>(y, x), v128.ne<T>(y, y)));
  }
}

export class Exceeds<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.and(c<T>(1), v128.gt<T>(x, y));
  }
}

export class Masked<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(a, v128.add<T>(v128.mul<T>(x, y), b), v128.eq<T>(y, c<T>(0)));
  }
}

export class RectifiedSlope<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(c<T>(1), y, v128.gt<T>(x, c<T>(0)));
  }
}

export class WhereLarge<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(x, v128.le<T>(v128.abs<T>(y), a));
  }
}

export class TimesSign<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return sign<T>(y, x);
  }
}

export class AddScaled<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.add<T>(x, v128.mul<T>(a, y));
  }
}

export class AddSign<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.add<T>(x, sign<T>(y, a));
  }
}

/** The loops by number. */
class Arithmetic<T> {
  one(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    switch (k) {
      case op.RSTD: return whole<T, Rsqrt<T>>(n, x, y, a, b);
      case op.SCALE: return whole<T, Scale<T>>(n, x, y, a, b);
      case op.AFFINE: return whole<T, Affine<T>>(n, x, y, a, b);
    }
  }

  two(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
    switch (k) {
      case op.ADD: return wholePairs<T, Add<T>>(n, x, y, z, a, b);
      case op.SUB: return wholePairs<T, Sub<T>>(n, x, y, z, a, b);
      case op.MUL: return wholePairs<T, Mul<T>>(n, x, y, z, a, b);
      case op.DIV: return wholePairs<T, Div<T>>(n, x, y, z, a, b);
      case op.MAX: return wholePairs<T, Max<T>>(n, x, y, z, a, b);
      case op.LESSER: return wholePairs<T, Lesser<T>>(n, x, y, z, a, b);
      case op.EXCEEDS: return wholePairs<T, Exceeds<T>>(n, x, y, z, a, b);
      case op.MASKED: return wholePairs<T, Masked<T>>(n, x, y, z, a, b);
      case op.RECTIFIED_SLOPE: return wholePairs<T, RectifiedSlope<T>>(n, x, y, z, a, b);
      case op.WHERE_LARGE: return wholePairs<T, WhereLarge<T>>(n, x, y, z, a, b);
      case op.TIMES_SIGN: return wholePairs<T, TimesSign<T>>(n, x, y, z, a, b);
      case op.ADD_SCALED: return wholePairs<T, AddScaled<T>>(n, x, y, z, a, b);
      case op.ADD_SIGN: return wholePairs<T, AddSign<T>>(n, x, y, z, a, b);
    }
  }
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a: f64, b: f64): void {
  mapBy<T, Arithmetic<T>>(k, n, x, y, a, b);
}

/** z = g(x, y; a, b), n elements; z may be x or y. */
export function zip<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a: f64, b: f64): void {
  zipBy<T, Arithmetic<T>>(k, n, x, y, z, a, b);
}

/** y = 0, n elements. */
export function clear<T>(n: i32, y: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(y, i32x4.splat(0));
    y += 16;
  }
  if (n > 0) storeTail<T>(y, i32x4.splat(0), n);
}

// @ts-ignore: decorator
@inline function term<T>(k: i32, x: usize): f64 {
  const v = <f64>load<T>(x);
  if (k == op.SUM_SQUARES) return v * v;
  return k == op.SUM_ABS ? Math.abs(v) : v;
}

// @ts-ignore: decorator
@inline function fold<T>(k: i32, n: i32, x: usize): f64 {
  const es: usize = sizeof<T>();
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
  for (; n >= 4; n -= 4) {
    s0 += term<T>(k, x);
    s1 += term<T>(k, x + es);
    s2 += term<T>(k, x + 2 * es);
    s3 += term<T>(k, x + 3 * es);
    x += 4 * es;
  }
  if (n > 0) s0 += term<T>(k, x);
  if (n > 1) s1 += term<T>(k, x + es);
  if (n > 2) s2 += term<T>(k, x + 2 * es);
  return s0 + s1 + (s2 + s3);
}

/** Σ f(x) in float64: element i goes to partial sum i mod 4, and the four are added as (s₀ + s₁) + (s₂ + s₃). */
export function reduce<T>(k: i32, n: i32, x: usize): f64 {
  if (k == op.SUM) return fold<T>(op.SUM, n, x);
  if (k == op.SUM_SQUARES) return fold<T>(op.SUM_SQUARES, n, x);
  return fold<T>(op.SUM_ABS, n, x);
}

/** The first index whose element is not in [low, high] (NaN never is), or −1; the bounds are rounded to T. */
export function firstOutside<T>(n: i32, x: usize, low: f64, high: f64): i32 {
  const a = <T>low, b = <T>high, av = v128.splat<T>(a), bv = v128.splat<T>(b);
  let i = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>()) {
    const v = v128.load(x + <usize>i * sizeof<T>());
    if (!i32x4.all_true(v128.and(v128.ge<T>(v, av), v128.le<T>(v, bv)))) break;
  }
  for (; i < n; ++i) {
    const v = load<T>(x + <usize>i * sizeof<T>());
    if (!(v >= a && v <= b)) return i;
  }
  return -1;
}
