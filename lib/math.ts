// exp, log, log1p, tanh and sigmoid from + − × ÷ alone, whose results IEEE 754 fixes to the last bit: Math.exp and its
// like differ between engines. lib/kernels/wasm/math.ts performs the same operations in the same order, four or two
// lanes at a time, and so gives the same bits; here they are explained. First float64, then float32 (…f), where
// Math.fround rounds every operation.

const bits = new DataView(new ArrayBuffer(8));

/** The upper 32 bits of x: sign, exponent, and the first 20 bits after the point. */
function upperBits(x: number): number {
  bits.setFloat64(0, x);
  return bits.getInt32(0);
}

/** x with other upper 32 bits. */
function withUpperBits(x: number, upper: number): number {
  bits.setFloat64(0, x);
  bits.setInt32(0, upper);
  return bits.getFloat64(0);
}

/** 2^n, for −1022 ≤ n ≤ 1023. */
function power(n: number): number {
  return withUpperBits(0, (n + 1023) << 20);
}

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}

const INVERSE_LN2 = 1.4426950408889634;

// ln 2 = LN2_HIGH + LN2_LOW, where n · LN2_HIGH is exact for whole |n| < 2^20.
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** Adding 1.5 · 2^52 leaves no bits behind the point: (x + MAGIC) − MAGIC = x rounded to a whole number. */
const MAGIC = 6755399441055744;

/** The whole number n nearest to x / ln 2. */
function multiple(x: number): number {
  return x * INVERSE_LN2 + MAGIC - MAGIC;
}

/** e^(hi − lo) − 1 − hi. */
function rest(hi: number, lo: number): number {
  const r = hi - lo;
  const t = r * r;
  let odd = (1 / 6227020800) * t + 1 / 39916800;
  odd = odd * t + 1 / 362880;
  odd = odd * t + 1 / 5040;
  odd = odd * t + 1 / 120;
  odd = odd * t + 1 / 6;
  let even = (1 / 87178291200) * t + 1 / 479001600;
  even = even * t + 1 / 3628800;
  even = even * t + 1 / 40320;
  even = even * t + 1 / 720;
  even = even * t + 1 / 24;
  return t * r * (even * r + odd) + 0.5 * t - lo;
}

/** y · 2^n; the two factors reach the subnormal numbers and infinity. */
function scale(y: number, n: number): number {
  const half = n >> 1;
  return y * power(half) * power(n - half);
}

/** e^x */
export function exp(x: number): number {
  const a = clamp(x, -746, 710);
  const n = multiple(a);
  const hi = a - n * LN2_HIGH;
  const q = rest(hi, n * LN2_LOW);
  const s = 1 + hi;
  return scale(s + (hi - (s - 1) + q), n);
}

/** log(2^k (1 + f)) + d */
function logarithm(k: number, f: number, d: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  let even = w * 1.531383769920937332e-1 + 2.222219843214978396e-1;
  even = w * even + 3.999999999940941908e-1;
  let odd = w * 1.479819860510658591e-1 + 1.818357216161805012e-1;
  odd = w * odd + 2.857142874366239149e-1;
  odd = w * odd + 6.66666666666673513e-1;
  const r = w * even + z * odd;
  const square = 0.5 * f * f;
  const small = square - (s * (square + r) + (k * LN2_LOW + d));
  const big = k * LN2_HIGH;
  const h = big + f;
  return h + (big - h + f - small);
}

const ROOT_HALF = 0x3fe6a09e; // upperBits(√½)

/** k, where x = 2^k m and √½ ≤ m < √2. */
function exponentOf(x: number): number {
  return (upperBits(x) - ROOT_HALF) >> 20;
}

/** m = x / 2^k */
function mantissaOf(x: number, k: number): number {
  return withUpperBits(x, upperBits(x) - (k << 20));
}

/** Natural logarithm. */
export function log(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  const tiny = x < 2.2250738585072014e-308;
  const a = tiny ? x * 18014398509481984 : x;
  const k = exponentOf(a);
  return logarithm(tiny ? k - 54 : k, mantissaOf(a, k) - 1, 0);
}

/** log(1 + x) */
export function log1p(x: number): number {
  if (!(x >= -1)) return NaN;
  if (x === -1) return -Infinity;
  if (x === 0 || x === Infinity) return x;
  const u = 1 + x;
  const k = exponentOf(u);
  if (k === 0) return logarithm(k, x, 0);
  const d = (x >= 1 ? 1 - (u - x) : x - (u - 1)) / u;
  return logarithm(k, mantissaOf(u, k) - 1, d);
}

/** The rounding error of the product p = a b: Dekker's, of halves by Veltkamp. */
function productError(a: number, b: number, p: number): number {
  const sa = 134217729 * a;
  const sb = 134217729 * b;
  const a1 = sa - (sa - a);
  const b1 = sb - (sb - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
}

/** (n + e) / (d + f), where e and f are the small parts of two pairs. */
function quotient(n: number, e: number, d: number, f: number): number {
  const r = 1 / d;
  const q = n * r;
  const p = q * d;
  const left = n - p - productError(q, d, p);
  return q + (left + (e - q * f)) * r;
}

/** tanh */
export function tanh(x: number): number {
  const a = Math.abs(x);
  const b = a + a > 44 ? 44 : a + a;
  const n = multiple(b);
  const hi = b - n * LN2_HIGH;
  const q = rest(hi, n * LN2_LOW);
  const scale = power(n);
  const big = scale - 1;
  const middle = scale * hi;
  const s = big + middle;
  const l = middle - (s - big) + scale * q;
  const h = s + l;
  const e = l - (h - s);
  const d = h + 2;
  const back = d - 2;
  const f = 2 - (d - back) + (h - back) + e;
  const y = quotient(h, e, d, f);
  return x < 0 || Object.is(x, -0) ? -y : y;
}

/** 1 / (1 + e^−x) */
export function sigmoid(x: number): number {
  const a = clamp(-Math.abs(x), -746, 0);
  const n = multiple(a);
  const hi = a - n * LN2_HIGH;
  const q = rest(hi, n * LN2_LOW);
  const s = 1 + hi;
  const l = hi - (s - 1) + q;
  const h = s + l;
  if (x < -40) return scale(h, n);
  const factor = power(n);
  const e = factor * h;
  const small = factor * (l - (h - s));
  const d = 1 + e;
  const f = e - (d - 1) + small;
  return x < 0 ? quotient(e, small, d, f) : quotient(1, 0, d, f);
}

// float32

const { fround } = Math;
const add = (a: number, b: number): number => fround(a + b);
const sub = (a: number, b: number): number => fround(a - b);
const mul = (a: number, b: number): number => fround(a * b);
const div = (a: number, b: number): number => fround(a / b);
const madd = (a: number, b: number, c: number): number => fround(fround(a * b) + c);

const INVERSE_LN2F = fround(INVERSE_LN2);
const LN2_HIGHF = fround(6.9314575195e-1);
const LN2_LOWF = fround(1.4286067653e-6);
const MAGICF = 12582912;

function multiplef(x: number): number {
  return sub(madd(x, INVERSE_LN2F, MAGICF), MAGICF);
}

/** e^(hi − lo) − 1 − hi. */
function restf(hi: number, lo: number): number {
  const r = sub(hi, lo);
  let p = madd(fround(1.381459846e-3), r, fround(8.368716881e-3));
  p = madd(p, r, fround(4.166838805e-2));
  p = madd(p, r, fround(1.666652063e-1));
  p = madd(p, r, fround(4.999999345e-1));
  return sub(mul(p, mul(r, r)), lo);
}

/** e^x */
export function expf(x: number): number {
  const a = clamp(x, -104, 89);
  const n = multiplef(a);
  const hi = sub(a, mul(n, LN2_HIGHF));
  const q = restf(hi, mul(n, LN2_LOWF));
  const s = add(1, hi);
  const p = add(s, add(sub(hi, sub(s, 1)), q));
  const half = n >> 1;
  return mul(mul(p, power(half)), power(n - half));
}

/** log(2^k (1 + f)) + d */
function logarithmf(k: number, f: number, d: number): number {
  const s = div(f, add(2, f));
  const z = mul(s, s);
  const w = mul(z, z);
  const even = madd(w, fround(0.24279078841), fround(0.40000972152));
  const odd = madd(w, fround(0.28498786688), fround(0.66666662693));
  const r = madd(w, even, mul(z, odd));
  const square = mul(mul(0.5, f), f);
  const small = sub(square, madd(s, add(square, r), madd(k, fround(9.0580006145e-6), d)));
  const big = mul(k, fround(6.9313812256e-1));
  const h = add(big, f);
  return add(h, sub(add(sub(big, h), f), small));
}

const ROOT_HALFF = 0x3f3504f3; // the bits of √½

function bitsf(x: number): number {
  bits.setFloat32(0, x);
  return bits.getInt32(0);
}

function exponentOff(x: number): number {
  return (bitsf(x) - ROOT_HALFF) >> 23;
}

function mantissaOff(x: number, k: number): number {
  bits.setInt32(0, bitsf(x) - (k << 23));
  return bits.getFloat32(0);
}

/** Natural logarithm. */
export function logf(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  const tiny = x < 1.1754943508222875e-38;
  const a = tiny ? mul(x, 33554432) : x;
  const k = exponentOff(a);
  return logarithmf(tiny ? k - 25 : k, sub(mantissaOff(a, k), 1), 0);
}

/** log(1 + x) */
export function log1pf(x: number): number {
  if (!(x >= -1)) return NaN;
  if (x === -1) return -Infinity;
  if (x === 0 || x === Infinity) return x;
  const u = add(1, x);
  const k = exponentOff(u);
  if (k === 0) return logarithmf(k, x, 0);
  const d = div(x >= 1 ? sub(1, sub(u, x)) : sub(x, sub(u, 1)), u);
  return logarithmf(k, sub(mantissaOff(u, k), 1), d);
}

/** tanh */
export function tanhf(x: number): number {
  const a = Math.abs(x);
  if (a > 0.625) {
    const b = clamp(add(a, a), 0, 40);
    const n = multiplef(b);
    const hi = sub(b, mul(n, LN2_HIGHF));
    const e = mul(add(1, add(hi, restf(hi, mul(n, LN2_LOWF)))), power(n));
    const y = sub(1, div(2, add(e, 1)));
    return x < 0 ? -y : y;
  }
  const z = mul(x, x);
  let p = madd(z, fround(-5.70498872745e-3), fround(2.06390887954e-2));
  p = madd(z, p, fround(-5.37397155531e-2));
  p = madd(z, p, fround(1.33314422036e-1));
  p = madd(z, p, fround(-3.33332819422e-1));
  return madd(mul(p, z), x, x);
}

/** 1 / (1 + e^−x) */
export function sigmoidf(x: number): number {
  const a = clamp(-Math.abs(x), -104, 0);
  const n = multiplef(a);
  const hi = sub(a, mul(n, LN2_HIGHF));
  const q = restf(hi, mul(n, LN2_LOWF));
  const s = add(1, hi);
  const l = add(sub(hi, sub(s, 1)), q);
  const h = add(s, l);
  const half = n >> 1;
  const e = mul(mul(h, power(half)), power(n - half));
  const small = mul(mul(sub(l, sub(h, s)), power(half)), power(n - half));
  const d = add(1, e);
  const f = add(sub(e, sub(d, 1)), small);
  const y = div(x < 0 ? e : 1, d);
  return x < 0 ? add(y, mul(sub(small, mul(y, f)), sub(1, y))) : add(y, mul(sub(0, mul(y, f)), y));
}
