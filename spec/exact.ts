// exp, expm1, log, log1p, tanh, sigmoid and erf to about 100 bits: what lib/math.ts is measured against. A number is a pair: the
// unevaluated sum of two float64, the second below half an ulp of the first ("double-double"; the building blocks are
// Dekker's and Knuth's). Made differently from lib/math.ts on purpose: Taylor series, halving and Newton's iteration.

export type Pair = readonly [hi: number, lo: number];

/** (pair) · 2^exponent: the exponent keeps numbers exact that would be subnormal or too large. */
export type Exact = readonly [hi: number, lo: number, exponent: number];

const word = new DataView(new ArrayBuffer(8));

/** ⌊log2 |x|⌋ of a normal x. */
function exponent(x: number): number {
  word.setFloat64(0, x);
  return ((word.getUint16(0) & 0x7fff) >> 4) - 1023;
}

/** 2^n for a normal result, five times as fast as by 2 ** n. */
function power(n: number): number {
  word.setInt32(0, (n + 1023) << 20);
  word.setInt32(4, 0);
  return word.getFloat64(0);
}

/** x · 2^n for |n| < 2000, exact unless it overflows or becomes subnormal. */
function scaled(x: number, n: number): number {
  const half = n >> 1;
  return x * power(half) * power(n - half);
}

/** a + b, exactly. */
function sum(a: number, b: number): Pair {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}

/** a · b, exactly. */
function product(a: number, b: number): Pair {
  const p = a * b;
  const sa = 134217729 * a;
  const sb = 134217729 * b;
  const a1 = sa - (sa - a);
  const b1 = sb - (sb - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return [p, a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2];
}

/** a + b with an error of 2^−105 (|a| + |b|). */
function add(a: Pair, b: Pair): Pair {
  const [s, e] = sum(a[0], b[0]);
  return sum(s, e + (a[1] + b[1]));
}

function multiply(a: Pair, b: Pair): Pair {
  const [p, e] = product(a[0], b[0]);
  return sum(p, e + (a[0] * b[1] + a[1] * b[0]));
}

/** a / b: a first quotient, and twice what it leaves. */
function divide(a: Pair, b: Pair): Pair {
  const q = a[0] / b[0];
  const r = add(a, multiply(b, [-q, 0]));
  const s = r[0] / b[0];
  const t = add(r, multiply(b, [-s, 0]));
  return add(sum(q, s), [t[0] / b[0], 0]);
}

const ONE: Pair = [1, 0];
const LN2: Pair = [0.6931471805599453, 2.3190468138462996e-17];

/** 1/6!, 1/5!, … 1/2! */
const TAYLOR: readonly Pair[] = [720, 120, 24, 6, 2].map((factorial) => divide(ONE, [factorial, 0]));

/**
 * e^r − 1 for |r| < 0.4, with all bits even where it is small: at t = r/16 by Taylor, then four times e² − 1 from e − 1.
 * Because t^6/7! < 2^−44, float64 is enough from there on.
 */
function smallExpm1(r: Pair): Pair {
  const t: Pair = [r[0] / 16, r[1] / 16];
  let tail = 0;
  for (let n = 16; n >= 7; --n) tail = (tail * t[0] + 1) / n;
  let p: Pair = [(tail * t[0]) / 720, 0];
  for (const c of TAYLOR) p = multiply(add(p, c), t);
  p = multiply(add(p, ONE), t);
  for (let i = 0; i < 4; ++i) p = add([2 * p[0], 2 * p[1]], multiply(p, p));
  return p;
}

/** e^x − 2^k = 2^k (e^r − 1): the pair e^r − 1, and k. */
function reduced(x: number): Exact {
  const k = Math.round(x / LN2[0]);
  const [hi, lo] = smallExpm1(add([x, 0], multiply(LN2, [-k, 0])));
  return [hi, lo, k];
}

/**
 * log(1 + f) for −0.3 < f < 0.42, by one step of Newton from the engine's y: y + log(1 + δ) with δ = (1 + f) e^−y − 1.
 * And log(1 + δ) is δ, because y has 50 bits already.
 */
function nearOne(f: Pair): Pair {
  const y = Math.log1p(f[0]);
  const e = smallExpm1([-y, 0]);
  const delta = add(add(f, e), multiply(f, e));
  return add([y, 0], delta);
}

/** log(2^k u) for a pair u > 0 in float64's normal range. */
function logarithm(u: Pair, k: number): Exact {
  const n = Math.round(Math.log2(u[0]));
  const m: Pair = [scaled(u[0], -n), scaled(u[1], -n)];
  const [hi, lo] = add(multiply(LN2, [n + k, 0]), nearOne(add(m, [-1, 0])));
  return [hi, lo, 0];
}

/** e^x for |x| < 800. */
export function exp(x: number): Exact {
  const [hi, lo, k] = reduced(x);
  const [h, l] = add(ONE, [hi, lo]);
  return [h, l, k];
}

/** e^x − 1 for |x| < 800: as e^x where that is 2^150 or more. */
export function expm1(x: number): Exact {
  if (Math.abs(x) < TINY) return [x, 0, 0];
  if (x > 104) return exp(x);
  const [hi, lo, k] = reduced(Math.max(x, -200));
  const scale = power(k);
  const [h, l] = add(sum(scale, -1), [hi * scale, lo * scale]);
  return [h, l, 0];
}

/** log x for finite x > 0. */
export function log(x: number): Exact {
  return x < 2 ** -900 ? logarithm([x * 2 ** 200, 0], -200) : logarithm([x, 0], 0);
}

/** Below this, log(1 + x) and tanh x are x to 200 bits. */
const TINY = 2 ** -200;

/** log(1 + x) for finite x > −1. */
export function log1p(x: number): Exact {
  if (Math.abs(x) < TINY) return [x, 0, 0];
  return logarithm(sum(1, x), 0);
}

/** tanh x = e / (e + 2) with e = e^2x − 1. */
export function tanh(x: number): Exact {
  if (Math.abs(x) < TINY) return [x, 0, 0];
  const [hi, lo, k] = reduced(2 * Math.min(Math.abs(x), 40));
  const scale = power(k);
  const e = add([hi * scale, lo * scale], [scale - 1, 0]);
  const [h, l] = divide(e, add(e, [2, 0]));
  return x < 0 ? [-h, -l, 0] : [h, l, 0];
}

/** 1 / (1 + e^−x), for negative x as e^x / (1 + e^x). */
export function sigmoid(x: number): Exact {
  const [hi, lo, k] = exp(Math.max(-Math.abs(x), -800));
  const scale = power(Math.max(k, -200));
  const d = add(ONE, [hi * scale, lo * scale]);
  const [h, l] = divide(x < 0 ? [hi, lo] : ONE, d);
  return [h, l, x < 0 ? k : 0];
}

const TWO_OVER_ROOT_PI: Pair = [1.1283791670955126, 1.533545961316588e-17];

/** 2 / (2n + 1) */
const ODD: readonly Pair[] = Array.from({ length: 340 }, (_, n) => divide([2, 0], [2 * n + 1, 0]));

/**
 * erf x = 2/√π e^−x² x (1 + 2x²/3 (1 + 2x²/5 (1 + 2x²/7 (…)))): of all its series the one in which nothing cancels. From
 * |x| = 8.6 on it is 1 to 2^−107.
 */
export function erf(x: number): Exact {
  if (Math.abs(x) > 8.6) return [Math.sign(x), 0, 0];
  if (Math.abs(x) < TINY) return [...multiply(TWO_OVER_ROOT_PI, [x * 2 ** 600, 0]), -600];
  const [p, e] = product(x, x);
  let s = ONE;
  for (let n = Math.ceil(30 + 4 * p); n > 0; n--) s = add(ONE, multiply(multiply([p, e], ODD[n]), s));
  const [hi, lo, k] = exp(-p);
  const bell = multiply([hi * power(k), lo * power(k)], [1, -e + (e * e) / 2]);
  const [h, l] = multiply(multiply(TWO_OVER_ROOT_PI, [x, 0]), multiply(bell, s));
  return [h, l, 0];
}

/**
 * |y − exact| in units in the last place of the exact value, for float64 (53 bits) or float32 (24 bits). An infinite y
 * counts as the power of two that follows the largest number, and is right for all that is larger.
 */
export function ulps(y: number, exact: Exact, digits: 53 | 24): number {
  const [hi, lo, k] = exact;
  const [lowest, highest] = digits === 53 ? [-1074, 1023] : [-149, 127];
  const e = exponent(hi);
  const unit = Math.max(e - digits + 1, lowest - k); // the exponent of the last place, in the measure of hi and lo
  if (Math.abs(y) !== Infinity) return Math.abs(scaled(scaled(y, -k) - hi - lo, -unit));
  return e + k > highest ? 0 : Math.abs((Math.sign(y) * 2 ** (highest + 1 - k) - hi - lo) / 2 ** unit);
}
