// Elementwise kernels. Each number of ops.ts has one loop of its own, made by inlining `f` with a constant op.
import { flush, lanes, loadTail, storeTail } from "./common";
import {
  CosineEmbedding, CosineEmbeddingBackward, Focal, FocalBackward, Gaussian, GaussianBackward,
  GaussianVarianceBackward, HingeEmbedding, HingeEmbeddingBackward, Huber, HuberBackward, KLDivergence, Lesser,
  LogCosh, LogCoshBackward, LogKLDivergence, LogPoisson, LogPoissonBackward, Margin, MarginBackward, Poisson,
  PoissonBackward, Positives, PositivesBackward, SmoothL1, SmoothL1Backward, SoftMargin, SoftMarginBackward,
  SquaredHinge, SquaredHingeBackward, stirling,
} from "./errors";
import { cdf, erf, exp, expm1, log, log1p, sigmoid, tanh } from "./math";
import * as op from "./ops";

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

/** The u of GELU by tanh: 2 √(2/π) (x + 0.044715 x³). */
// @ts-ignore: decorator
@inline function geluArgument<T>(x: v128, square: v128): v128 {
  const cubic = v128.add<T>(v128.mul<T>(c<T>(0.044715), square), c<T>(1));
  return v128.mul<T>(v128.mul<T>(x, cubic), c<T>(1.5957691216057308));
}

/** tanh ln(1 + eˣ) = top / (top + 2 low), from e = e^−|x|. */
// @ts-ignore: decorator
@inline function mishTop<T>(e: v128, positive: v128): v128 {
  const two = c<T>(2);
  return v128.bitselect(v128.add<T>(c<T>(1), v128.mul<T>(two, e)), v128.mul<T>(e, v128.add<T>(two, e)), positive);
}
// @ts-ignore: decorator
@inline function mishLow<T>(e: v128, positive: v128): v128 {
  return v128.bitselect(v128.mul<T>(e, e), c<T>(1), positive);
}

/** f(x; a, b) of four f32 or two f64. */
// @ts-ignore: decorator
@inline function f<T>(k: i32, x: v128, a: v128, b: v128): v128 {
  if (k == op.TANH) return tanh<T>(x);
  if (k == op.SIGMOID) return sigmoid<T>(x);
  if (k == op.RELU) return v128.pmax<T>(x, c<T>(0)); // NaN stays: 0 takes its place only where x < 0
  if (k == op.LEAKY_RELU) return v128.bitselect(x, v128.mul<T>(a, x), v128.gt<T>(x, c<T>(0)));
  if (k == op.HARDTANH) return v128.pmin<T>(v128.pmax<T>(x, a), b);
  if (k == op.EXP) return exp<T>(x);
  if (k == op.LOG) return log<T>(x);
  if (k == op.LOG1P) return log1p<T>(x);
  if (k == op.POW) return pow<T>(x, a);
  if (k == op.RSTD) return v128.div<T>(c<T>(1), v128.sqrt<T>(v128.add<T>(x, a)));
  if (k == op.SIGNED_POW) return v128.mul<T>(sign<T>(x, c<T>(1)), pow<T>(v128.abs<T>(x), a));
  if (k == op.EXPM1) return expm1<T>(x);
  if (k == op.ERF) return erf<T>(x);
  if (k == op.ELU) return v128.bitselect(x, v128.mul<T>(a, expm1Of<T>(v128.mul<T>(b, x))), v128.gt<T>(x, c<T>(0)));
  if (k == op.SOFTPLUS) {
    const z = v128.mul<T>(a, x), rest = log1pOf<T>(expOf<T>(v128.neg<T>(v128.abs<T>(z))));
    return v128.bitselect(x, v128.div<T>(v128.add<T>(v128.pmax<T>(z, c<T>(0)), rest), a), v128.gt<T>(z, b));
  }
  if (k == op.GELU) return v128.mul<T>(x, cdf<T>(x));
  if (k == op.GELU_TANH) return v128.mul<T>(x, sigmoidOf<T>(geluArgument<T>(x, v128.mul<T>(x, x))));
  if (k == op.SILU) return v128.mul<T>(x, sigmoidOf<T>(x));
  if (k == op.MISH) {
    const e = expOf<T>(v128.neg<T>(v128.abs<T>(x))), positive = v128.gt<T>(x, c<T>(0)), top = mishTop<T>(e, positive);
    const all = v128.add<T>(top, v128.mul<T>(c<T>(2), mishLow<T>(e, positive)));
    return v128.mul<T>(x, v128.div<T>(top, all));
  }
  if (k == op.SOFTSIGN) return v128.div<T>(x, v128.add<T>(c<T>(1), v128.abs<T>(x)));
  if (k == op.HARDSWISH) {
    const z = v128.pmin<T>(v128.pmax<T>(v128.add<T>(x, c<T>(3)), c<T>(0)), c<T>(6));
    return v128.div<T>(v128.mul<T>(x, z), c<T>(6));
  }
  if (k == op.THRESHOLD) return v128.bitselect(b, x, v128.le<T>(x, a));
  if (k == op.AFFINE) return v128.add<T>(v128.mul<T>(a, x), b);
  if (k == op.STIRLING) return stirling<T>(x);
  return v128.mul<T>(a, x); // SCALE
}

// @ts-ignore: decorator
@inline export function sign<T>(x: v128, a: v128): v128 {
  const s = v128.or(v128.and(v128.gt<T>(x, c<T>(0)), a), v128.and(v128.lt<T>(x, c<T>(0)), v128.neg<T>(a)));
  return v128.bitselect(x, s, v128.ne<T>(x, x));
}

/** g(x, y; a, b) of four f32 or two f64. */
// @ts-ignore: decorator
@inline function g<T>(k: i32, x: v128, y: v128, a: v128, b: v128): v128 {
  const zero = c<T>(0), one = c<T>(1);
  if (k == op.ADD) return v128.add<T>(x, y);
  if (k == op.SUB) return v128.sub<T>(x, y);
  if (k == op.MUL) return v128.mul<T>(x, y);
  if (k == op.DIV) return v128.div<T>(x, y);
  if (k == op.MAX) return v128.bitselect(y, x, v128.or(v128.gt<T>(y, x), v128.ne<T>(y, y)));
  if (k == op.EXCEEDS) return v128.and(one, v128.gt<T>(x, y));
  if (k == op.ADD_SCALED) return v128.add<T>(x, v128.mul<T>(a, y));
  if (k == op.ADD_SIGN) return v128.add<T>(x, sign<T>(y, a));
  // x = dy
  if (k == op.TANH_BACKWARD) return v128.mul<T>(x, v128.sub<T>(one, v128.mul<T>(y, y)));
  if (k == op.SIGMOID_BACKWARD) return v128.mul<T>(x, v128.mul<T>(y, v128.sub<T>(one, y)));
  if (k == op.RELU_BACKWARD) return v128.andnot(x, v128.le<T>(y, zero));
  if (k == op.LEAKY_RELU_BACKWARD) return v128.bitselect(x, v128.mul<T>(a, x), v128.gt<T>(y, zero));
  if (k == op.HARDTANH_BACKWARD) return v128.andnot(x, v128.or(v128.le<T>(y, a), v128.ge<T>(y, b)));
  if (k == op.ELU_BACKWARD)
    return v128.bitselect(x, v128.mul<T>(x, v128.mul<T>(a, expOf<T>(v128.mul<T>(b, y)))), v128.gt<T>(y, zero));
  if (k == op.SOFTPLUS_BACKWARD) {
    const z = v128.mul<T>(a, y);
    return v128.bitselect(x, v128.mul<T>(x, sigmoidOf<T>(z)), v128.gt<T>(z, b));
  }
  if (k == op.GELU_BACKWARD) {
    const bell = expOf<T>(v128.mul<T>(c<T>(-0.5), v128.mul<T>(y, y))), density = v128.mul<T>(c<T>(0.3989422804014327), bell);
    return v128.mul<T>(x, v128.add<T>(cdf<T>(y), v128.mul<T>(y, density)));
  }
  if (k == op.GELU_TANH_BACKWARD) {
    const square = v128.mul<T>(y, y), s = sigmoidOf<T>(geluArgument<T>(y, square));
    const quadratic = v128.add<T>(v128.mul<T>(c<T>(0.134145), square), one);
    const slope = v128.mul<T>(quadratic, c<T>(1.5957691216057308));
    const rest = v128.mul<T>(v128.mul<T>(y, v128.mul<T>(s, v128.sub<T>(one, s))), slope);
    return v128.mul<T>(x, v128.add<T>(s, rest));
  }
  if (k == op.SILU_BACKWARD) {
    const s = sigmoidOf<T>(y), rest = v128.mul<T>(y, v128.mul<T>(s, v128.sub<T>(one, s)));
    return v128.mul<T>(x, v128.add<T>(s, rest));
  }
  if (k == op.MISH_BACKWARD) {
    const e = expOf<T>(v128.neg<T>(v128.abs<T>(y))), positive = v128.gt<T>(y, zero);
    const top = mishTop<T>(e, positive), low = v128.mul<T>(c<T>(2), mishLow<T>(e, positive)), all = v128.add<T>(top, low);
    const w = v128.div<T>(top, all), s = v128.div<T>(v128.bitselect(one, e, positive), v128.add<T>(one, e));
    const rest = v128.mul<T>(v128.div<T>(low, all), v128.add<T>(one, w));
    return v128.mul<T>(x, v128.add<T>(w, v128.mul<T>(y, v128.mul<T>(s, rest))));
  }
  if (k == op.SOFTSIGN_BACKWARD) {
    const d = v128.add<T>(one, v128.abs<T>(y));
    return v128.div<T>(v128.div<T>(x, d), d);
  }
  if (k == op.HARDSWISH_BACKWARD) {
    const inner = v128.mul<T>(x, v128.add<T>(v128.div<T>(y, c<T>(3)), c<T>(0.5)));
    return v128.andnot(v128.bitselect(x, inner, v128.ge<T>(y, c<T>(3))), v128.le<T>(y, c<T>(-3)));
  }
  if (k == op.RECTIFIED_SLOPE) return v128.bitselect(one, y, v128.gt<T>(x, zero));
  if (k == op.WHERE_LARGE) return v128.andnot(x, v128.le<T>(v128.abs<T>(y), a));
  if (k == op.TIMES_SIGN) return sign<T>(y, x);
  // x = prediction, y = target
  if (k == op.SQUARED_ERROR) {
    const d = v128.sub<T>(x, y);
    return v128.mul<T>(d, d);
  }
  if (k == op.SQUARED_ERROR_BACKWARD) return v128.mul<T>(a, v128.sub<T>(x, y));
  if (k == op.ABS_ERROR) return v128.abs<T>(v128.sub<T>(x, y));
  if (k == op.ABS_ERROR_BACKWARD) return sign<T>(v128.sub<T>(x, y), a);
  if (k == op.BCE) {
    const on = v128.mul<T>(y, v128.max<T>(logOf<T>(x), c<T>(-100)));
    const off = v128.mul<T>(v128.sub<T>(one, y), v128.max<T>(log1pOf<T>(v128.neg<T>(x)), c<T>(-100)));
    return v128.neg<T>(v128.add<T>(on, off));
  }
  if (k == op.BCE_BACKWARD) {
    const slope = v128.max<T>(v128.mul<T>(v128.sub<T>(one, x), x), c<T>(1e-12));
    return v128.mul<T>(a, v128.div<T>(v128.sub<T>(x, y), slope));
  }
  if (k == op.BCE_WITH_LOGITS) {
    const rest = log1pOf<T>(expOf<T>(v128.neg<T>(v128.abs<T>(x))));
    return v128.add<T>(v128.sub<T>(v128.pmax<T>(x, zero), v128.mul<T>(x, y)), rest);
  }
  if (k == op.BCE_WITH_LOGITS_BACKWARD) return flush<T>(v128.mul<T>(a, v128.sub<T>(sigmoidOf<T>(x), y)));
  if (k == op.MASKED) return v128.bitselect(a, v128.add<T>(v128.mul<T>(x, y), b), v128.eq<T>(y, zero));
  if (k == op.THRESHOLD_ERROR)
    return v128.sub<T>(v128.and(v128.ge<T>(x, zero), one), v128.and(v128.gt<T>(y, zero), one));
  // hinge: b = margin
  const gap = v128.sub<T>(b, v128.mul<T>(y, x));
  if (k == op.HINGE) return v128.pmax<T>(gap, zero);
  return v128.andnot(v128.mul<T>(v128.neg<T>(a), y), v128.le<T>(gap, zero)); // HINGE_BACKWARD
}

/** Two vectors in which the last few elements of x and y pass through the same loop as all others; for one thread. */
const TAIL: usize = memory.data(32, 16);

// @ts-ignore: decorator
@inline function each<T>(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
  let rest = n & (lanes<T>() - 1), end = y;
  for (n -= rest; ; n = lanes<T>()) {
    for (; n > 0; n -= lanes<T>()) {
      v128.store(y, f<T>(k, v128.load(x), a, b));
      x += 16;
      y += 16;
    }
    if (rest <= 0) break;
    v128.store(TAIL, loadTail<T>(x, rest));
    end = y;
    x = y = TAIL;
    rest = -rest;
  }
  if (rest < 0) storeTail<T>(end, v128.load(TAIL), -rest);
}

/** g as a class, as errors.ts has them. */
class General<T> {
  // @ts-ignore: decorator
  @inline g(k: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return g<T>(k, x, y, a, b);
  }
}

// @ts-ignore: decorator
@inline function both<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
  pairs<T, General<T>>(k, n, x, y, z, a, b);
}

/** z = G.g(x, y; a, b) */
// @ts-ignore: decorator
@inline function pairs<T, G>(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
  let rest = n & (lanes<T>() - 1), end = z;
  for (n -= rest; ; n = lanes<T>()) {
    for (; n > 0; n -= lanes<T>()) {
      v128.store(z, changetype<G>(0).g(k, v128.load(x), v128.load(y), a, b));
      x += 16;
      y += 16;
      z += 16;
    }
    if (rest <= 0) break;
    v128.store(TAIL, loadTail<T>(x, rest));
    v128.store(TAIL, loadTail<T>(y, rest), 16);
    end = z;
    x = z = TAIL;
    y = TAIL + 16;
    rest = -rest;
  }
  if (rest < 0) storeTail<T>(end, v128.load(TAIL), -rest);
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a0: f64, b0: f64): void {
  const a = c<T>(a0), b = c<T>(b0);
  switch (k) {
    case op.TANH: return each<T>(op.TANH, n, x, y, a, b);
    case op.SIGMOID: return each<T>(op.SIGMOID, n, x, y, a, b);
    case op.RELU: return each<T>(op.RELU, n, x, y, a, b);
    case op.LEAKY_RELU: return each<T>(op.LEAKY_RELU, n, x, y, a, b);
    case op.HARDTANH: return each<T>(op.HARDTANH, n, x, y, a, b);
    case op.EXP: return each<T>(op.EXP, n, x, y, a, b);
    case op.LOG: return each<T>(op.LOG, n, x, y, a, b);
    case op.LOG1P: return each<T>(op.LOG1P, n, x, y, a, b);
    case op.SCALE: return each<T>(op.SCALE, n, x, y, a, b);
    case op.POW: return each<T>(op.POW, n, x, y, a, b);
    case op.RSTD: return each<T>(op.RSTD, n, x, y, a, b);
    case op.SIGNED_POW: return each<T>(op.SIGNED_POW, n, x, y, a, b);
    case op.EXPM1: return each<T>(op.EXPM1, n, x, y, a, b);
    case op.ERF: return each<T>(op.ERF, n, x, y, a, b);
    case op.ELU: return each<T>(op.ELU, n, x, y, a, b);
    case op.SOFTPLUS: return each<T>(op.SOFTPLUS, n, x, y, a, b);
    case op.GELU: return each<T>(op.GELU, n, x, y, a, b);
    case op.GELU_TANH: return each<T>(op.GELU_TANH, n, x, y, a, b);
    case op.SILU: return each<T>(op.SILU, n, x, y, a, b);
    case op.MISH: return each<T>(op.MISH, n, x, y, a, b);
    case op.SOFTSIGN: return each<T>(op.SOFTSIGN, n, x, y, a, b);
    case op.HARDSWISH: return each<T>(op.HARDSWISH, n, x, y, a, b);
    case op.THRESHOLD: return each<T>(op.THRESHOLD, n, x, y, a, b);
    case op.AFFINE: return each<T>(op.AFFINE, n, x, y, a, b);
    case op.STIRLING: return each<T>(op.STIRLING, n, x, y, a, b);
  }
}

/** z = g(x, y; a, b), n elements; z may be x or y. */
export function zip<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a0: f64, b0: f64): void {
  const a = c<T>(a0), b = c<T>(b0);
  switch (k) {
    case op.ADD: return both<T>(op.ADD, n, x, y, z, a, b);
    case op.MUL: return both<T>(op.MUL, n, x, y, z, a, b);
    case op.ADD_SCALED: return both<T>(op.ADD_SCALED, n, x, y, z, a, b);
    case op.ADD_SIGN: return both<T>(op.ADD_SIGN, n, x, y, z, a, b);
    case op.TANH_BACKWARD: return both<T>(op.TANH_BACKWARD, n, x, y, z, a, b);
    case op.SIGMOID_BACKWARD: return both<T>(op.SIGMOID_BACKWARD, n, x, y, z, a, b);
    case op.RELU_BACKWARD: return both<T>(op.RELU_BACKWARD, n, x, y, z, a, b);
    case op.LEAKY_RELU_BACKWARD: return both<T>(op.LEAKY_RELU_BACKWARD, n, x, y, z, a, b);
    case op.HARDTANH_BACKWARD: return both<T>(op.HARDTANH_BACKWARD, n, x, y, z, a, b);
    case op.SQUARED_ERROR: return both<T>(op.SQUARED_ERROR, n, x, y, z, a, b);
    case op.SQUARED_ERROR_BACKWARD: return both<T>(op.SQUARED_ERROR_BACKWARD, n, x, y, z, a, b);
    case op.ABS_ERROR: return both<T>(op.ABS_ERROR, n, x, y, z, a, b);
    case op.ABS_ERROR_BACKWARD: return both<T>(op.ABS_ERROR_BACKWARD, n, x, y, z, a, b);
    case op.BCE: return both<T>(op.BCE, n, x, y, z, a, b);
    case op.BCE_BACKWARD: return both<T>(op.BCE_BACKWARD, n, x, y, z, a, b);
    case op.BCE_WITH_LOGITS: return both<T>(op.BCE_WITH_LOGITS, n, x, y, z, a, b);
    case op.BCE_WITH_LOGITS_BACKWARD: return both<T>(op.BCE_WITH_LOGITS_BACKWARD, n, x, y, z, a, b);
    case op.HINGE: return both<T>(op.HINGE, n, x, y, z, a, b);
    case op.HINGE_BACKWARD: return both<T>(op.HINGE_BACKWARD, n, x, y, z, a, b);
    case op.SUB: return both<T>(op.SUB, n, x, y, z, a, b);
    case op.DIV: return both<T>(op.DIV, n, x, y, z, a, b);
    case op.MAX: return both<T>(op.MAX, n, x, y, z, a, b);
    case op.EXCEEDS: return both<T>(op.EXCEEDS, n, x, y, z, a, b);
    case op.THRESHOLD_ERROR: return both<T>(op.THRESHOLD_ERROR, n, x, y, z, a, b);
    case op.MASKED: return both<T>(op.MASKED, n, x, y, z, a, b);
    case op.ELU_BACKWARD: return both<T>(op.ELU_BACKWARD, n, x, y, z, a, b);
    case op.SOFTPLUS_BACKWARD: return both<T>(op.SOFTPLUS_BACKWARD, n, x, y, z, a, b);
    case op.GELU_BACKWARD: return both<T>(op.GELU_BACKWARD, n, x, y, z, a, b);
    case op.GELU_TANH_BACKWARD: return both<T>(op.GELU_TANH_BACKWARD, n, x, y, z, a, b);
    case op.SILU_BACKWARD: return both<T>(op.SILU_BACKWARD, n, x, y, z, a, b);
    case op.MISH_BACKWARD: return both<T>(op.MISH_BACKWARD, n, x, y, z, a, b);
    case op.SOFTSIGN_BACKWARD: return both<T>(op.SOFTSIGN_BACKWARD, n, x, y, z, a, b);
    case op.HARDSWISH_BACKWARD: return both<T>(op.HARDSWISH_BACKWARD, n, x, y, z, a, b);
    case op.RECTIFIED_SLOPE: return both<T>(op.RECTIFIED_SLOPE, n, x, y, z, a, b);
    case op.WHERE_LARGE: return both<T>(op.WHERE_LARGE, n, x, y, z, a, b);
    case op.TIMES_SIGN: return both<T>(op.TIMES_SIGN, n, x, y, z, a, b);
    case op.SMOOTH_L1: return pairs<T, SmoothL1<T>>(0, n, x, y, z, a, b);
    case op.SMOOTH_L1_BACKWARD: return pairs<T, SmoothL1Backward<T>>(0, n, x, y, z, a, b);
    case op.HUBER: return pairs<T, Huber<T>>(0, n, x, y, z, a, b);
    case op.HUBER_BACKWARD: return pairs<T, HuberBackward<T>>(0, n, x, y, z, a, b);
    case op.LOG_COSH: return pairs<T, LogCosh<T>>(0, n, x, y, z, a, b);
    case op.LOG_COSH_BACKWARD: return pairs<T, LogCoshBackward<T>>(0, n, x, y, z, a, b);
    case op.SOFT_MARGIN: return pairs<T, SoftMargin<T>>(0, n, x, y, z, a, b);
    case op.SOFT_MARGIN_BACKWARD: return pairs<T, SoftMarginBackward<T>>(0, n, x, y, z, a, b);
    case op.SQUARED_HINGE: return pairs<T, SquaredHinge<T>>(0, n, x, y, z, a, b);
    case op.SQUARED_HINGE_BACKWARD: return pairs<T, SquaredHingeBackward<T>>(0, n, x, y, z, a, b);
    case op.HINGE_EMBEDDING: return pairs<T, HingeEmbedding<T>>(0, n, x, y, z, a, b);
    case op.HINGE_EMBEDDING_BACKWARD: return pairs<T, HingeEmbeddingBackward<T>>(0, n, x, y, z, a, b);
    case op.KL_DIVERGENCE: return pairs<T, KLDivergence<T>>(0, n, x, y, z, a, b);
    case op.LOG_KL_DIVERGENCE: return pairs<T, LogKLDivergence<T>>(0, n, x, y, z, a, b);
    case op.POISSON: return pairs<T, Poisson<T>>(0, n, x, y, z, a, b);
    case op.POISSON_BACKWARD: return pairs<T, PoissonBackward<T>>(0, n, x, y, z, a, b);
    case op.LOG_POISSON: return pairs<T, LogPoisson<T>>(0, n, x, y, z, a, b);
    case op.LOG_POISSON_BACKWARD: return pairs<T, LogPoissonBackward<T>>(0, n, x, y, z, a, b);
    case op.FOCAL: return pairs<T, Focal<T>>(0, n, x, y, z, a, b);
    case op.FOCAL_BACKWARD: return pairs<T, FocalBackward<T>>(0, n, x, y, z, a, b);
    case op.GAUSSIAN: return pairs<T, Gaussian<T>>(0, n, x, y, z, a, b);
    case op.GAUSSIAN_BACKWARD: return pairs<T, GaussianBackward<T>>(0, n, x, y, z, a, b);
    case op.GAUSSIAN_VARIANCE_BACKWARD: return pairs<T, GaussianVarianceBackward<T>>(0, n, x, y, z, a, b);
    case op.COSINE_EMBEDDING: return pairs<T, CosineEmbedding<T>>(0, n, x, y, z, a, b);
    case op.COSINE_EMBEDDING_BACKWARD: return pairs<T, CosineEmbeddingBackward<T>>(0, n, x, y, z, a, b);
    case op.MARGIN: return pairs<T, Margin<T>>(0, n, x, y, z, a, b);
    case op.MARGIN_BACKWARD: return pairs<T, MarginBackward<T>>(0, n, x, y, z, a, b);
    case op.LESSER: return pairs<T, Lesser<T>>(0, n, x, y, z, a, b);
    case op.POSITIVES: return pairs<T, Positives<T>>(0, n, x, y, z, a, b);
    case op.POSITIVES_BACKWARD: return pairs<T, PositivesBackward<T>>(0, n, x, y, z, a, b);
  }
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
