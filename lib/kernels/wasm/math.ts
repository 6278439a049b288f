// exp, log, log1p, tanh and sigmoid of four f32 or two f64: lane by lane the very operations of lib/math.ts in the same
// order, so that both give the same bits. The mathematics is explained there; this file explains the vectors.
// Only IEEE + − × ÷, and whole numbers where a float's bits are taken apart. No branches: both sides are computed and
// v128.bitselect picks; what the unpicked side makes of a strange argument does not matter.

/** The constant x of the type T. */
// @ts-ignore: decorator
@inline function c<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

/** A constant that differs between f32 and f64. */
// @ts-ignore: decorator
@inline function either<T>(single: f64, double: f64): v128 {
  return sizeof<T>() == 4 ? f32x4.splat(<f32>single) : f64x2.splat(double);
}

/** a · b + c, rounded twice. */
// @ts-ignore: decorator
@inline function madd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

// Bits as whole numbers, as wide as T.

/** Where the exponent starts. */
// @ts-ignore: decorator
@inline function exponent<T>(): i32 {
  return sizeof<T>() == 4 ? 23 : 52;
}
// @ts-ignore: decorator
@inline function plus<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.add(a, b) : i64x2.add(a, b);
}
// @ts-ignore: decorator
@inline function minus<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.sub(a, b) : i64x2.sub(a, b);
}
// @ts-ignore: decorator
@inline function left<T>(a: v128, n: i32): v128 {
  return sizeof<T>() == 4 ? i32x4.shl(a, n) : i64x2.shl(a, n);
}
// @ts-ignore: decorator
@inline function right<T>(a: v128, n: i32): v128 {
  return sizeof<T>() == 4 ? i32x4.shr_u(a, n) : i64x2.shr_u(a, n);
}

/** 1.5 · 2^23 or 1.5 · 2^52: adding it rounds to a whole number, which then stands in the last bits of the sum. */
// @ts-ignore: decorator
@inline function magic<T>(): v128 {
  return either<T>(12582912, 6755399441055744);
}

/** 2^n, where n is in the last bits of t: it slides into the exponent. */
// @ts-ignore: decorator
@inline function power<T>(t: v128): v128 {
  return plus<T>(left<T>(t, exponent<T>()), c<T>(1));
}

/** n + magic, where n = round(x / ln 2). */
// @ts-ignore: decorator
@inline function multiple<T>(x: v128): v128 {
  return madd<T>(x, c<T>(1.4426950408889634), magic<T>());
}

/** x − n ln 2 = hi − lo: the upper part is exact … */
// @ts-ignore: decorator
@inline function upper<T>(x: v128, n: v128): v128 {
  return v128.sub<T>(x, v128.mul<T>(n, either<T>(6.9314575195e-1, 6.93147180369123816490e-1)));
}

/** … and the lower one small. */
// @ts-ignore: decorator
@inline function lower<T>(n: v128): v128 {
  return v128.mul<T>(n, either<T>(1.4286067653e-6, 1.90821492927058770002e-10));
}

/** e^(hi − lo) − 1 − hi. */
// @ts-ignore: decorator
@inline function rest<T>(hi: v128, lo: v128): v128 {
  const r = v128.sub<T>(hi, lo), t = v128.mul<T>(r, r);
  if (sizeof<T>() == 4) {
    let p = madd<f32>(c<f32>(1.381459846e-3), r, c<f32>(8.368716881e-3));
    p = madd<f32>(p, r, c<f32>(4.166838805e-2));
    p = madd<f32>(p, r, c<f32>(1.666652063e-1));
    p = madd<f32>(p, r, c<f32>(4.999999345e-1));
    return f32x4.sub(f32x4.mul(p, t), lo);
  }
  let odd = madd<f64>(c<f64>(1 / 6227020800.0), t, c<f64>(1 / 39916800.0));
  odd = madd<f64>(odd, t, c<f64>(1 / 362880.0));
  odd = madd<f64>(odd, t, c<f64>(1 / 5040.0));
  odd = madd<f64>(odd, t, c<f64>(1 / 120.0));
  odd = madd<f64>(odd, t, c<f64>(1 / 6.0));
  let even = madd<f64>(c<f64>(1 / 87178291200.0), t, c<f64>(1 / 479001600.0));
  even = madd<f64>(even, t, c<f64>(1 / 3628800.0));
  even = madd<f64>(even, t, c<f64>(1 / 40320.0));
  even = madd<f64>(even, t, c<f64>(1 / 720.0));
  even = madd<f64>(even, t, c<f64>(1 / 24.0));
  const cube = f64x2.mul(t, r), p = madd<f64>(even, r, odd);
  return f64x2.sub(madd<f64>(cube, p, f64x2.mul(c<f64>(0.5), t)), lo);
}

/** e^x. */
// @ts-ignore: decorator
@inline export function exp<T>(x: v128): v128 {
  // pmin and pmax keep a NaN in their first argument
  const a = v128.pmin<T>(v128.pmax<T>(x, either<T>(-104, -746)), either<T>(89, 710));
  const t = multiple<T>(a), n = v128.sub<T>(t, magic<T>());
  const hi = upper<T>(a, n), q = rest<T>(hi, lower<T>(n));
  const s = v128.add<T>(c<T>(1), hi);
  const p = v128.add<T>(s, v128.add<T>(v128.sub<T>(hi, v128.sub<T>(s, c<T>(1))), q));
  const half = right<T>(t, 1);
  return v128.mul<T>(v128.mul<T>(p, power<T>(half)), power<T>(minus<T>(t, half)));
}

/** log(2^k (1 + f)) + d. */
// @ts-ignore: decorator
@inline function logarithm<T>(k: v128, f: v128, d: v128): v128 {
  const s = v128.div<T>(f, v128.add<T>(c<T>(2), f));
  const z = v128.mul<T>(s, s), w = v128.mul<T>(z, z);
  let even: v128, odd: v128;
  if (sizeof<T>() == 4) {
    even = madd<T>(w, c<T>(0.24279078841), c<T>(0.40000972152));
    odd = madd<T>(w, c<T>(0.28498786688), c<T>(0.66666662693));
  } else {
    even = madd<T>(w, c<T>(1.531383769920937332e-1), c<T>(2.222219843214978396e-1));
    even = madd<T>(w, even, c<T>(3.999999999940941908e-1));
    odd = madd<T>(w, c<T>(1.479819860511658591e-1), c<T>(1.818357216161805012e-1));
    odd = madd<T>(w, odd, c<T>(2.857142874366239149e-1));
    odd = madd<T>(w, odd, c<T>(6.666666666666735130e-1));
  }
  const r = madd<T>(w, even, v128.mul<T>(z, odd));
  const square = v128.mul<T>(v128.mul<T>(c<T>(0.5), f), f);
  const low = madd<T>(k, either<T>(9.0580006145e-6, 1.90821492927058770002e-10), d);
  const small = v128.sub<T>(square, madd<T>(s, v128.add<T>(square, r), low));
  const big = v128.mul<T>(k, either<T>(6.9313812256e-1, 6.93147180369123816490e-1));
  const h = v128.add<T>(big, f), l = v128.add<T>(v128.sub<T>(big, h), f);
  return v128.add<T>(h, v128.sub<T>(l, small));
}

/** The bits of x, moved so that the exponent of the result is that of 2^k, x = 2^k m, √½ ≤ m < √2. */
// @ts-ignore: decorator
@inline function moved<T>(x: v128): v128 {
  return plus<T>(x, sizeof<T>() == 4 ? i32x4.splat(0x3f800000 - 0x3f3504f3) : i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e00000000));
}

/** k, from those bits. */
// @ts-ignore: decorator
@inline function whole<T>(b: v128): v128 {
  const bits = v128.or(right<T>(b, exponent<T>()), either<T>(8388608, 4503599627370496));
  return v128.sub<T>(bits, either<T>(8388608 + 127, 4503599627370496 + 1023));
}

/** m, from those bits. */
// @ts-ignore: decorator
@inline function mantissa<T>(b: v128): v128 {
  if (sizeof<T>() == 4) return i32x4.add(v128.and(b, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  return i64x2.add(v128.and(b, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e00000000));
}

/** log x. */
// @ts-ignore: decorator
@inline export function log<T>(x: v128): v128 {
  const tiny = v128.lt<T>(x, either<T>(1.1754943508222875e-38, 2.2250738585072014e-308));
  const b = moved<T>(v128.bitselect(v128.mul<T>(x, either<T>(33554432, 18014398509481984)), x, tiny));
  const k = v128.sub<T>(whole<T>(b), v128.and(tiny, either<T>(25, 54)));
  let y = logarithm<T>(k, v128.sub<T>(mantissa<T>(b), c<T>(1)), c<T>(0));
  y = v128.bitselect(x, y, v128.eq<T>(x, c<T>(Infinity)));
  y = v128.bitselect(c<T>(-Infinity), y, v128.eq<T>(x, c<T>(0)));
  return v128.bitselect(y, c<T>(NaN), v128.ge<T>(x, c<T>(0)));
}

/** log(1 + x). */
// @ts-ignore: decorator
@inline export function log1p<T>(x: v128): v128 {
  const u = v128.add<T>(c<T>(1), x), b = moved<T>(u), k = whole<T>(b);
  const above = v128.sub<T>(c<T>(1), v128.sub<T>(u, x)), below = v128.sub<T>(x, v128.sub<T>(u, c<T>(1)));
  const d = v128.div<T>(v128.bitselect(above, below, v128.ge<T>(x, c<T>(1))), u);
  const f = v128.bitselect(x, v128.sub<T>(mantissa<T>(b), c<T>(1)), v128.eq<T>(k, c<T>(0)));
  let y = logarithm<T>(k, f, v128.andnot(d, v128.eq<T>(k, c<T>(0))));
  y = v128.bitselect(x, y, v128.or(v128.eq<T>(x, c<T>(Infinity)), v128.eq<T>(x, c<T>(0))));
  y = v128.bitselect(c<T>(-Infinity), y, v128.eq<T>(x, c<T>(-1)));
  return v128.bitselect(y, c<T>(NaN), v128.ge<T>(x, c<T>(-1)));
}

/** The rounding error of the product p = a b: Dekker's, of halves by Veltkamp. */
// @ts-ignore: decorator
@inline function productError(a: v128, b: v128, p: v128): v128 {
  const split = f64x2.splat(134217729);
  const sa = f64x2.mul(split, a), sb = f64x2.mul(split, b);
  const a1 = f64x2.sub(sa, f64x2.sub(sa, a)), b1 = f64x2.sub(sb, f64x2.sub(sb, b));
  const a2 = f64x2.sub(a, a1), b2 = f64x2.sub(b, b1);
  const cross = f64x2.add(f64x2.add(f64x2.sub(f64x2.mul(a1, b1), p), f64x2.mul(a1, b2)), f64x2.mul(a2, b1));
  return f64x2.add(cross, f64x2.mul(a2, b2));
}

/** (n + e) / (d + f), where e and f are the small parts of two pairs. */
// @ts-ignore: decorator
@inline function quotient(n: v128, e: v128, d: v128, f: v128): v128 {
  const r = f64x2.div(f64x2.splat(1), d), q = f64x2.mul(n, r), p = f64x2.mul(q, d);
  const left = f64x2.sub(f64x2.sub(n, p), productError(q, d, p));
  return f64x2.add(q, f64x2.mul(f64x2.add(left, f64x2.sub(e, f64x2.mul(q, f))), r));
}

// @ts-ignore: decorator
@inline function tanh32(x: v128): v128 {
  const a = f32x4.abs(x), z = f32x4.mul(x, x);
  let p = madd<f32>(z, c<f32>(-5.70498872745e-3), c<f32>(2.06390887954e-2));
  p = madd<f32>(z, p, c<f32>(-5.37397155531e-2));
  p = madd<f32>(z, p, c<f32>(1.33314422036e-1));
  p = madd<f32>(z, p, c<f32>(-3.33332819422e-1));
  p = madd<f32>(f32x4.mul(p, z), x, x);
  const b = f32x4.pmin(f32x4.add(a, a), c<f32>(40));
  const t = multiple<f32>(b), n = f32x4.sub(t, magic<f32>()), hi = upper<f32>(b, n);
  const e = f32x4.mul(f32x4.add(c<f32>(1), f32x4.add(hi, rest<f32>(hi, lower<f32>(n)))), power<f32>(t));
  const y = f32x4.sub(c<f32>(1), f32x4.div(c<f32>(2), f32x4.add(e, c<f32>(1))));
  const signed = v128.or(y, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(signed, p, f32x4.gt(a, c<f32>(0.625)));
}

// @ts-ignore: decorator
@inline function tanh64(x: v128): v128 {
  const one = f64x2.splat(1), two = f64x2.splat(2), a = f64x2.abs(x);
  const b = f64x2.pmin(f64x2.add(a, a), f64x2.splat(44));
  const t = multiple<f64>(b), n = f64x2.sub(t, magic<f64>()), hi = upper<f64>(b, n), q = rest<f64>(hi, lower<f64>(n));
  const scale = power<f64>(t), big = f64x2.sub(scale, one), middle = f64x2.mul(scale, hi);
  const s = f64x2.add(big, middle), l = f64x2.add(f64x2.sub(middle, f64x2.sub(s, big)), f64x2.mul(scale, q));
  const h = f64x2.add(s, l), e = f64x2.sub(l, f64x2.sub(h, s));
  const d = f64x2.add(h, two), back = f64x2.sub(d, two);
  const f = f64x2.add(f64x2.add(f64x2.sub(two, f64x2.sub(d, back)), f64x2.sub(h, back)), e);
  return v128.or(quotient(h, e, d, f), v128.and(x, f64x2.splat(-0.0)));
}

/** tanh x. */
// @ts-ignore: decorator
@inline export function tanh<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? tanh32(x) : tanh64(x);
}

// @ts-ignore: decorator
@inline function sigmoid32(x: v128): v128 {
  const one = c<f32>(1), a = f32x4.pmax(f32x4.neg(f32x4.abs(x)), c<f32>(-104));
  const t = multiple<f32>(a), n = f32x4.sub(t, magic<f32>()), hi = upper<f32>(a, n), q = rest<f32>(hi, lower<f32>(n));
  const s = f32x4.add(one, hi), l = f32x4.add(f32x4.sub(hi, f32x4.sub(s, one)), q), h = f32x4.add(s, l);
  const half = right<f32>(t, 1), f1 = power<f32>(half), f2 = power<f32>(minus<f32>(t, half));
  const e = f32x4.mul(f32x4.mul(h, f1), f2), small = f32x4.mul(f32x4.mul(f32x4.sub(l, f32x4.sub(h, s)), f1), f2);
  const d = f32x4.add(one, e), f = f32x4.add(f32x4.sub(e, f32x4.sub(d, one)), small);
  const negative = f32x4.lt(x, c<f32>(0)), y = f32x4.div(v128.bitselect(e, one, negative), d);
  const inverse = f32x4.abs(f32x4.sub(y, v128.and(one, negative)));
  return f32x4.add(y, f32x4.mul(f32x4.sub(v128.and(small, negative), f32x4.mul(y, f)), inverse));
}

// @ts-ignore: decorator
@inline function sigmoid64(x: v128): v128 {
  const zero = f64x2.splat(0), one = f64x2.splat(1);
  const a = f64x2.pmax(f64x2.neg(f64x2.abs(x)), f64x2.splat(-746));
  const t = multiple<f64>(a), n = f64x2.sub(t, magic<f64>()), hi = upper<f64>(a, n), q = rest<f64>(hi, lower<f64>(n));
  const s = f64x2.add(one, hi), l = f64x2.add(f64x2.sub(hi, f64x2.sub(s, one)), q);
  const h = f64x2.add(s, l), half = right<f64>(t, 1);
  const tail = f64x2.mul(f64x2.mul(h, power<f64>(half)), power<f64>(minus<f64>(t, half)));
  const scale = power<f64>(t), e = f64x2.mul(scale, h), small = f64x2.mul(scale, f64x2.sub(l, f64x2.sub(h, s)));
  const d = f64x2.add(one, e), f = f64x2.add(f64x2.sub(e, f64x2.sub(d, one)), small);
  const negative = f64x2.lt(x, zero);
  const y = quotient(v128.bitselect(e, one, negative), v128.and(small, negative), d, f);
  return v128.bitselect(tail, y, f64x2.lt(x, f64x2.splat(-40)));
}

/** 1 / (1 + e^−x). */
// @ts-ignore: decorator
@inline export function sigmoid<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? sigmoid32(x) : sigmoid64(x);
}
