// exp, expm1, log, log1p, tanh, sigmoid, erf and cdf of four f32 or two f64: lane by lane the operations of lib/math.ts in
// the same order, hence the same bits. The mathematics stands there, under the same names; this file explains the vectors.
//
// There are no branches: both sides are computed, and a mask picks one. What the other side makes of an argument that
// is not its own does not matter. Where bits are taken apart, they are whole numbers as wide as T.
//
// Constants are loaded from memory (half a kilobyte): V8 builds a v128 constant anew at every use, by three
// instructions, where a load takes one. That saves a fifth of the time.

// The constants that both types have, row by row as in the two tables below.
const ONE = 0, TWO = 1, HALF = 2, SIGN = 3, INFINITE = 4; // SIGN is −0: the sign bit alone
const INVERSE_LN2 = 5, LN2_HIGH = 6, LN2_LOW = 7;
const MAGIC = 8, MAGIC_MIN = 9; // 1.5 · 2^23 or 2^52, to round; and that less 40 or 60, for sigmoid
const EXP_MIN = 10, EXP_MAX = 11, TANH_MAX = 12, SIGMOID_MAX = 13;
const NORMAL = 14, LIFT = 15, LIFTED = 16; // the smallest normal number; 2^n to lift subnormal ones; n
const ROOT_HALF = 17, FRACTION = 18; // √½, at the end of f64 cut off; all bits after the point and no others
const COUNT = 19, COUNTED = 20; // 2^23 or 2^52, where the last bit counts ones; and that plus the exponent's bias
const EXPM1_MIN = 21, ERF_MAX = 22, FAR_POLE = 23, ROOT_OF_HALF = 24;

// @ts-ignore: decorator
@lazy const SINGLE = memory.data<f32>([
  1, 2, 0.5, -0.0, Infinity,
  1.4426950408889634, 6.9314575195e-1, 1.4286067653e-6,
  12582912, 12582872,
  -104, 89, 44, 27,
  1.1754943508222875e-38, 33554432, 25,
  0.7071067690849304, 1.1754942106924411e-38,
  8388608, 8388735,
  -18, 11, 2, 0.7071067811865476,
]);
// @ts-ignore: decorator
@lazy const DOUBLE = memory.data<f64>([
  1, 2, 0.5, -0.0, Infinity,
  1.4426950408889634, 6.93147180369123816490e-1, 1.90821492927058770002e-10,
  6755399441055744, 6755399441055684,
  -746, 710, 44, 41,
  2.2250738585072014e-308, 18014398509481984, 54,
  0.7071065902709961, 2.225073858507201e-308,
  4503599627370496, 4503599627371519,
  -40, 28, 3, 0.7071067811865476,
]);

// Polynomials, the highest power first.
// @ts-ignore: decorator
@lazy const REST32 = memory.data<f32>([1.381459846e-3, 8.368716881e-3, 4.166838805e-2, 1.666652063e-1, 4.999999345e-1]);
// @ts-ignore: decorator
@lazy const REST_ODD = memory.data<f64>([1 / 6227020800.0, 1 / 39916800.0, 1 / 362880.0, 1 / 5040.0, 1 / 120.0, 1 / 6.0]);
// @ts-ignore: decorator
@lazy const REST_EVEN = memory.data<f64>([
  1 / 87178291200.0, 1 / 479001600.0, 1 / 3628800.0, 1 / 40320.0, 1 / 720.0, 1 / 24.0,
]);
// @ts-ignore: decorator
@lazy const LOG32_ODD = memory.data<f32>([0.28498786688, 0.66666662693]);
// @ts-ignore: decorator
@lazy const LOG32_EVEN = memory.data<f32>([0.24279078841, 0.40000972152]);
// @ts-ignore: decorator
@lazy const LOG_ODD = memory.data<f64>([
  1.479819860511658591e-1, 1.818357216161805012e-1, 2.857142874366239149e-1, 6.666666666666735130e-1,
]);
// @ts-ignore: decorator
@lazy const LOG_EVEN = memory.data<f64>([1.531383769920937332e-1, 2.222219843214978396e-1, 3.999999999940941908e-1]);
// @ts-ignore: decorator
@lazy const TANH32 = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]);
// @ts-ignore: decorator
@lazy const TANH_NEAR = memory.data<f32>([0.625]);
// @ts-ignore: decorator
@lazy const SPLIT = memory.data<f64>([134217729]);
// @ts-ignore: decorator
@lazy const NEAR = memory.data<f64>([
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7, 1.6461000484121368e-6,
  -1.4925595266831182e-5, 1.205533111164271e-4, -8.54832698083379e-4, 5.2239776248180145e-3, -2.6866170645076792e-2,
  1.1283791670954879e-1, -3.761263890318375e-1, 1.2837916709551256e-1,
]);
// @ts-ignore: decorator
@lazy const FAR = memory.data<f64>([
  9.798957297196007e-8, -2.0725281810800632e-7, -4.629543662695107e-7, 1.0021219213163716e-6, 2.789219424078762e-6,
  -4.754995388136208e-6, -1.747609905479183e-5, 3.0399995666374687e-5, 1.075622403135809e-4, -2.767781255949976e-4,
  -5.483097539752551e-4, 3.0340620235677525e-3, -1.21241662411501e-3, -2.6827234625366222e-2, 1.1952776128720477e-1,
  -3.1046726190055335e-1, 5.902283571041028e-1, -8.833944531698836e-1, 1.0740069070883398,
]);
// @ts-ignore: decorator
@lazy const NEAR32 = memory.data<f32>([
  7.875875063e-5, -8.016864287e-4, 5.189087423e-3, -2.685421201e-2, 1.128359472e-1, -3.761262667e-1, 1.283791658e-1,
]);
// @ts-ignore: decorator
@lazy const FAR32 = memory.data<f32>([
  -3.079290401e-4, -1.024584172e-3, 3.042169502e-3, 6.520931227e-3, -2.150975947e-2, -3.644497434e-2, 2.79472131e-1,
  -6.871606372e-1, 1.021582705,
]);

/** Number i of a table of T. */
// @ts-ignore: decorator
@inline function at<T>(table: usize, i: i32): v128 {
  return sizeof<T>() == 4 ? v128.load32_splat(table + 4 * i) : v128.load64_splat(table + 8 * i);
}

/** The constant called i. */
// @ts-ignore: decorator
@inline function c<T>(i: i32): v128 {
  return at<T>(sizeof<T>() == 4 ? SINGLE : DOUBLE, i);
}

/** a · b + c, rounded twice. */
// @ts-ignore: decorator
@inline function madd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** What the sum s = a + b lost by rounding, where |a| ≥ |b|. */
// @ts-ignore: decorator
@inline function lost<T>(a: v128, b: v128, s: v128): v128 {
  return v128.sub<T>(b, v128.sub<T>(s, a));
}

// @ts-ignore: decorator
@inline function plus<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.add(a, b) : i64x2.add(a, b);
}

// @ts-ignore: decorator
@inline function minus<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.sub(a, b) : i64x2.sub(a, b);
}

/** n + MAGIC, where n = round(x / ln 2): the last bits of the sum are n. */
// @ts-ignore: decorator
@inline function multiple<T>(x: v128): v128 {
  return madd<T>(x, c<T>(INVERSE_LN2), c<T>(MAGIC));
}

/** 2^n from n + MAGIC: its last bits slide into the exponent. */
// @ts-ignore: decorator
@inline function power<T>(m: v128): v128 {
  return plus<T>(sizeof<T>() == 4 ? i32x4.shl(m, 23) : i64x2.shl(m, 52), c<T>(ONE));
}

/** y · 2^n from n + MAGIC. */
// @ts-ignore: decorator
@inline function scale<T>(y: v128, m: v128): v128 {
  const half = sizeof<T>() == 4 ? i32x4.shr_u(m, 1) : i64x2.shr_u(m, 1);
  return v128.mul<T>(v128.mul<T>(y, power<T>(half)), power<T>(minus<T>(m, half)));
}

/** x − n · LN2_HIGH. */
// @ts-ignore: decorator
@inline function reduce<T>(x: v128, n: v128): v128 {
  return v128.sub<T>(x, v128.mul<T>(n, c<T>(LN2_HIGH)));
}

/** e^(hi − lo) − 1 − hi, where lo = n · LN2_LOW. */
// @ts-ignore: decorator
@inline function rest<T>(hi: v128, n: v128): v128 {
  const lo = v128.mul<T>(n, c<T>(LN2_LOW)), r = v128.sub<T>(hi, lo), t = v128.mul<T>(r, r);
  if (sizeof<T>() == 4) {
    let p = madd<f32>(at<f32>(REST32, 0), r, at<f32>(REST32, 1));
    p = madd<f32>(p, r, at<f32>(REST32, 2));
    p = madd<f32>(p, r, at<f32>(REST32, 3));
    p = madd<f32>(p, r, at<f32>(REST32, 4));
    return f32x4.sub(f32x4.mul(p, t), lo);
  }
  let odd = madd<f64>(at<f64>(REST_ODD, 0), t, at<f64>(REST_ODD, 1));
  let even = madd<f64>(at<f64>(REST_EVEN, 0), t, at<f64>(REST_EVEN, 1));
  odd = madd<f64>(odd, t, at<f64>(REST_ODD, 2));
  even = madd<f64>(even, t, at<f64>(REST_EVEN, 2));
  odd = madd<f64>(odd, t, at<f64>(REST_ODD, 3));
  even = madd<f64>(even, t, at<f64>(REST_EVEN, 3));
  odd = madd<f64>(odd, t, at<f64>(REST_ODD, 4));
  even = madd<f64>(even, t, at<f64>(REST_EVEN, 4));
  odd = madd<f64>(odd, t, at<f64>(REST_ODD, 5));
  even = madd<f64>(even, t, at<f64>(REST_EVEN, 5));
  const p = madd<f64>(even, r, odd);
  return f64x2.sub(madd<f64>(f64x2.mul(t, r), p, f64x2.mul(c<f64>(HALF), t)), lo);
}

/** e^x */
// @ts-ignore: decorator
@inline export function exp<T>(x: v128): v128 {
  const a = v128.pmin<T>(v128.pmax<T>(x, c<T>(EXP_MIN)), c<T>(EXP_MAX)); // these keep a NaN on the left
  const m = multiple<T>(a), n = v128.sub<T>(m, c<T>(MAGIC));
  const hi = reduce<T>(a, n), q = rest<T>(hi, n);
  const s = v128.add<T>(c<T>(ONE), hi);
  return scale<T>(v128.add<T>(s, v128.add<T>(lost<T>(c<T>(ONE), hi, s), q)), m);
}

/** e^x − 1 */
// @ts-ignore: decorator
@inline export function expm1<T>(x: v128): v128 {
  const one = c<T>(ONE), a = v128.pmin<T>(v128.pmax<T>(x, c<T>(EXPM1_MIN)), c<T>(EXP_MAX));
  const m = multiple<T>(a), n = v128.sub<T>(m, c<T>(MAGIC));
  const hi = reduce<T>(a, n), q = rest<T>(hi, n);
  const less = v128.neg<T>(power<T>(v128.pmax<T>(v128.sub<T>(c<T>(MAGIC), n), c<T>(MAGIC_MIN))));
  const big = v128.add<T>(one, less), s = v128.add<T>(big, hi), l = v128.add<T>(lost<T>(one, less, big), q);
  const y = scale<T>(v128.add<T>(s, v128.add<T>(lost<T>(big, hi, s), l)), m);
  return v128.or(y, v128.and(x, c<T>(SIGN)));
}

/** log(2^k (1 + f)) + d */
// @ts-ignore: decorator
@inline function logarithm<T>(k: v128, f: v128, d: v128): v128 {
  const s = v128.div<T>(f, v128.add<T>(c<T>(TWO), f)), z = v128.mul<T>(s, s), w = v128.mul<T>(z, z);
  let odd: v128, even: v128;
  if (sizeof<T>() == 4) {
    odd = madd<f32>(at<f32>(LOG32_ODD, 0), w, at<f32>(LOG32_ODD, 1));
    even = madd<f32>(at<f32>(LOG32_EVEN, 0), w, at<f32>(LOG32_EVEN, 1));
  } else {
    odd = madd<f64>(at<f64>(LOG_ODD, 0), w, at<f64>(LOG_ODD, 1));
    even = madd<f64>(at<f64>(LOG_EVEN, 0), w, at<f64>(LOG_EVEN, 1));
    odd = madd<f64>(odd, w, at<f64>(LOG_ODD, 2));
    even = madd<f64>(even, w, at<f64>(LOG_EVEN, 2));
    odd = madd<f64>(odd, w, at<f64>(LOG_ODD, 3));
  }
  const r = madd<T>(even, w, v128.mul<T>(odd, z)), square = v128.mul<T>(v128.mul<T>(c<T>(HALF), f), f);
  const low = madd<T>(k, c<T>(LN2_LOW), d);
  const small = v128.sub<T>(square, madd<T>(s, v128.add<T>(square, r), low));
  const big = v128.mul<T>(k, c<T>(LN2_HIGH)), h = v128.add<T>(big, f);
  return v128.add<T>(h, v128.sub<T>(lost<T>(big, f, h), small));
}

/** The bits of x divided by 2^−½: from their exponent and fraction come k and m, x = 2^k m. */
// @ts-ignore: decorator
@inline function centred<T>(x: v128): v128 {
  return plus<T>(minus<T>(x, c<T>(ROOT_HALF)), c<T>(ONE));
}

/** k: the biased exponent counts the ones of a large number. */
// @ts-ignore: decorator
@inline function exponent<T>(b: v128): v128 {
  const biased = sizeof<T>() == 4 ? i32x4.shr_u(b, 23) : i64x2.shr_u(b, 52);
  return v128.sub<T>(v128.or(biased, c<T>(COUNT)), c<T>(COUNTED));
}

/** m − 1 */
// @ts-ignore: decorator
@inline function fraction<T>(b: v128): v128 {
  return v128.sub<T>(plus<T>(v128.and(b, c<T>(FRACTION)), c<T>(ROOT_HALF)), c<T>(ONE));
}

/** y = log or log1p of x, put right where x is ∞, pole, below the pole, or NaN. All bits set is a NaN. */
// @ts-ignore: decorator
@inline function ends<T>(y: v128, x: v128, pole: v128): v128 {
  y = v128.bitselect(x, y, v128.eq<T>(x, c<T>(INFINITE)));
  y = v128.bitselect(v128.or(c<T>(INFINITE), c<T>(SIGN)), y, v128.eq<T>(x, pole));
  return v128.or(y, v128.not(v128.ge<T>(x, pole)));
}

/** Natural logarithm. */
// @ts-ignore: decorator
@inline export function log<T>(x: v128): v128 {
  const subnormal = v128.lt<T>(x, c<T>(NORMAL));
  const b = centred<T>(v128.bitselect(v128.mul<T>(x, c<T>(LIFT)), x, subnormal));
  const k = v128.sub<T>(exponent<T>(b), v128.and(subnormal, c<T>(LIFTED))), zero = v128.splat<T>(0);
  return ends<T>(logarithm<T>(k, fraction<T>(b), zero), x, zero);
}

/** log(1 + x) */
// @ts-ignore: decorator
@inline export function log1p<T>(x: v128): v128 {
  const one = c<T>(ONE), u = v128.add<T>(one, x), b = centred<T>(u), k = exponent<T>(b);
  const near = v128.and(v128.eq<T>(k, v128.splat<T>(0)), v128.ne<T>(u, one));
  const f = v128.bitselect(x, fraction<T>(b), near);
  const y = logarithm<T>(k, f, v128.andnot(v128.div<T>(lost<T>(one, x, u), u), near));
  return v128.or(ends<T>(y, x, v128.or(one, c<T>(SIGN))), v128.and(x, c<T>(SIGN)));
}

/** The rounding error of the product p = a b. */
// @ts-ignore: decorator
@inline function productError(a: v128, b: v128, p: v128): v128 {
  const split = at<f64>(SPLIT, 0), sa = f64x2.mul(split, a), sb = f64x2.mul(split, b);
  const a1 = f64x2.sub(sa, f64x2.sub(sa, a)), b1 = f64x2.sub(sb, f64x2.sub(sb, b));
  const a2 = f64x2.sub(a, a1), b2 = f64x2.sub(b, b1);
  const cross = madd<f64>(a2, b1, madd<f64>(a1, b2, f64x2.sub(f64x2.mul(a1, b1), p)));
  return madd<f64>(a2, b2, cross);
}

/** (n + e) / (d + f), where e and f are small. */
// @ts-ignore: decorator
@inline function quotient(n: v128, e: v128, d: v128, f: v128): v128 {
  const r = f64x2.div(c<f64>(ONE), d), q = f64x2.mul(n, r), p = f64x2.mul(q, d);
  const left = f64x2.sub(f64x2.sub(n, p), productError(q, d, p));
  return f64x2.add(q, f64x2.mul(f64x2.add(left, f64x2.sub(e, f64x2.mul(q, f))), r));
}

// @ts-ignore: decorator
@inline function tanh32(x: v128): v128 {
  const a = v128.andnot(x, c<f32>(SIGN)), z = f32x4.mul(x, x);
  let p = madd<f32>(at<f32>(TANH32, 0), z, at<f32>(TANH32, 1));
  p = madd<f32>(p, z, at<f32>(TANH32, 2));
  p = madd<f32>(p, z, at<f32>(TANH32, 3));
  p = madd<f32>(p, z, at<f32>(TANH32, 4));
  p = madd<f32>(f32x4.mul(p, z), x, x);
  const b = f32x4.pmin(f32x4.add(a, a), c<f32>(TANH_MAX)), m = multiple<f32>(b), n = f32x4.sub(m, c<f32>(MAGIC));
  const hi = reduce<f32>(b, n);
  const e = f32x4.mul(f32x4.add(c<f32>(ONE), f32x4.add(hi, rest<f32>(hi, n))), power<f32>(m));
  const y = f32x4.sub(c<f32>(ONE), f32x4.div(c<f32>(TWO), f32x4.add(e, c<f32>(ONE))));
  return v128.or(v128.bitselect(y, p, f32x4.gt(a, at<f32>(TANH_NEAR, 0))), v128.and(x, c<f32>(SIGN)));
}

// @ts-ignore: decorator
@inline function tanh64(x: v128): v128 {
  const one = c<f64>(ONE), two = c<f64>(TWO), a = v128.andnot(x, c<f64>(SIGN));
  const b = f64x2.pmin(f64x2.add(a, a), c<f64>(TANH_MAX)), m = multiple<f64>(b), n = f64x2.sub(m, c<f64>(MAGIC));
  const hi = reduce<f64>(b, n), q = rest<f64>(hi, n), factor = power<f64>(m);
  const big = f64x2.sub(factor, one), middle = f64x2.mul(factor, hi), s = f64x2.add(big, middle);
  const l = f64x2.add(lost<f64>(big, middle, s), f64x2.mul(factor, q)), h = f64x2.add(s, l), e = lost<f64>(s, l, h);
  const d = f64x2.add(h, two), f = f64x2.add(lost<f64>(f64x2.pmax(h, two), f64x2.pmin(h, two), d), e);
  return v128.or(quotient(h, e, d, f), v128.and(x, c<f64>(SIGN)));
}

/** tanh x */
// @ts-ignore: decorator
@inline export function tanh<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? tanh32(x) : tanh64(x);
}

/** 1 / (1 + e^−x): top / d, where top is e or 1. */
// @ts-ignore: decorator
@inline export function sigmoid<T>(x: v128): v128 {
  const one = c<T>(ONE), negative = v128.lt<T>(x, v128.splat<T>(0));
  const a = v128.or(v128.pmin<T>(v128.pmax<T>(x, c<T>(EXP_MIN)), c<T>(SIGMOID_MAX)), c<T>(SIGN));
  const m = multiple<T>(a), n = v128.sub<T>(m, c<T>(MAGIC)), hi = reduce<T>(a, n), q = rest<T>(hi, n);
  const s = v128.add<T>(one, hi), l = v128.add<T>(lost<T>(one, hi, s), q), h = v128.add<T>(s, l);
  const m1 = v128.pmax<T>(m, c<T>(MAGIC_MIN)), factor = power<T>(m1);
  const e = v128.mul<T>(h, factor), small = v128.mul<T>(lost<T>(s, l, h), factor);
  const d = v128.add<T>(one, e), f = v128.add<T>(lost<T>(one, e, d), small);
  const top = v128.bitselect(e, one, negative), lower = v128.and(small, negative);
  let y: v128;
  if (sizeof<T>() == 4) {
    y = f32x4.div(top, d);
    const inverse = v128.andnot(f32x4.sub(y, v128.and(one, negative)), c<f32>(SIGN));
    y = madd<f32>(f32x4.sub(lower, f32x4.mul(y, f)), inverse, y);
  } else {
    y = quotient(top, lower, d, f);
  }
  return v128.mul<T>(y, power<T>(minus<T>(m, m1)));
}

/** c₀ xᵈ + … + c_d for an even d. */
// @ts-ignore: decorator
@inline function polynomial<T>(table: usize, d: i32, x: v128): v128 {
  const w = v128.mul<T>(x, x);
  let even = at<T>(table, 0), odd = at<T>(table, 1);
  for (let i = 2; i < d; i += 2) {
    even = madd<T>(even, w, at<T>(table, i));
    odd = madd<T>(odd, w, at<T>(table, i + 1));
  }
  return madd<T>(odd, x, madd<T>(even, w, at<T>(table, d)));
}

/** erf t for 0 ≤ t < 1. */
// @ts-ignore: decorator
@inline function near<T>(t: v128): v128 {
  const z = v128.mul<T>(t, t);
  return madd<T>(t, sizeof<T>() == 4 ? polynomial<f32>(NEAR32, 6, z) : polynomial<f64>(NEAR, 12, z), t);
}

/** erfc t for t ≥ 1. */
// @ts-ignore: decorator
@inline function far<T>(t: v128): v128 {
  const pole = c<T>(FAR_POLE), r = v128.div<T>(c<T>(ONE), v128.add<T>(t, pole)), u = v128.mul<T>(v128.sub<T>(t, pole), r);
  const p = sizeof<T>() == 4 ? polynomial<f32>(FAR32, 8, u) : polynomial<f64>(FAR, 18, u);
  return v128.mul<T>(exp<T>(v128.neg<T>(v128.mul<T>(t, t))), v128.mul<T>(p, r));
}

/** erf t where t < 1, else erfc t: what erf and cdf have in common, and long enough to be called. */
function nearOrFar<T>(t: v128): v128 {
  return v128.bitselect(near<T>(t), far<T>(t), v128.lt<T>(t, c<T>(ONE)));
}

/** 2 / √π times the integral of e^−t² from 0 to x. */
// @ts-ignore: decorator
@inline export function erf<T>(x: v128): v128 {
  const one = c<T>(ONE), t = v128.pmin<T>(v128.andnot(x, c<T>(SIGN)), c<T>(ERF_MAX)), y = nearOrFar<T>(t);
  return v128.or(v128.bitselect(y, v128.sub<T>(one, y), v128.lt<T>(t, one)), v128.and(x, c<T>(SIGN)));
}

/** ½ + ½ erf(x / √2) */
// @ts-ignore: decorator
@inline export function cdf<T>(x: v128): v128 {
  const one = c<T>(ONE), half = c<T>(HALF), negative = v128.lt<T>(x, v128.splat<T>(0));
  const t = v128.pmin<T>(v128.mul<T>(v128.andnot(x, c<T>(SIGN)), c<T>(ROOT_OF_HALF)), c<T>(ERF_MAX));
  const y = v128.mul<T>(half, nearOrFar<T>(t)), inner = v128.lt<T>(t, one);
  const upper = v128.bitselect(v128.add<T>(half, y), v128.sub<T>(one, y), inner);
  return v128.bitselect(v128.bitselect(v128.sub<T>(half, y), y, inner), upper, negative);
}
