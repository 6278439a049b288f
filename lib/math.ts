// exp, expm1, log, log1p, tanh, sigmoid, erf, cdf, sin, cos and pow made of + − × ÷ √ alone, whose results IEEE 754 fixes to
// the last bit. (Math.exp and its like differ between engines.) First for float64, then, with an f behind the name, for
// float32, where every operation is rounded by Math.fround. lib/kernels/wasm/math.ts does the same operations in the same
// order on vectors, and so gives the same bits.
//
// Largest errors seen, in ulp (units in the last place of the exact value): in float64 among some 10^7 arguments, in
// float32 among all that there are. spec/lib/math.spec.ts holds them near these.
//
//             exp    expm1  log    log1p  tanh   sigmoid  erf
//   float64   0.77   0.89   0.85   0.86   0.77   0.78     1.40
//   float32   0.78   1.18   0.84   0.84   1.33   1.17     1.39

/** What the sum s = a + b lost by rounding, exactly, if |a| ≥ |b| or a = 0 (Dekker). */
function lost(a: number, b: number, s: number): number {
  return b - (s - a);
}

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}

const bits = new DataView(new ArrayBuffer(8));

/** Sign, exponent and the first 20 bits after the point. */
function upperBits(x: number): number {
  bits.setFloat64(0, x);
  return bits.getInt32(0);
}

/** x · 2^n for normal x and result: n is added to the exponent. */
function shift(x: number, n: number): number {
  bits.setFloat64(0, x);
  bits.setInt32(0, bits.getInt32(0) + (n << 20));
  return bits.getFloat64(0);
}

/** y · 2^n by two factors, because 2^n itself may be too small or too large. */
function scale(y: number, n: number): number {
  const half = n >> 1;
  return y * shift(1, half) * shift(1, n - half);
}

const INVERSE_LN2 = 1.4426950408889634;

// ln 2 = LN2_HIGH + LN2_LOW; the last 21 bits of LN2_HIGH are 0, so n · LN2_HIGH is exact (fdlibm).
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** 1.5 · 2^52: a sum with it has no bits left behind the point. */
const MAGIC = 6755399441055744;

/** The whole number n nearest to x / ln 2. Then x = n ln 2 + r with |r| ≤ ½ ln 2 = 0.347. */
function multiple(x: number): number {
  return x * INVERSE_LN2 + MAGIC - MAGIC;
}

/**
 * q = e^r − 1 − hi for r = hi − lo, where hi = x − n LN2_HIGH (exact) and lo = n LN2_LOW.
 *
 * So e^r = 1 + hi + q, and of the three q is much the smallest: its rounding errors hardly count. It is
 * r²/2 + r³ (1/3! + r/4! + … + r^11/14!) − lo; Taylor's series leaves 2^−63. Odd and even powers are summed side by
 * side, which takes half the time.
 */
function rest(hi: number, n: number): number {
  const lo = n * LN2_LOW;
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

/** e^x = 2^n e^r. Below −746 it is 0, above 710 infinite. */
export function exp(x: number): number {
  const a = clamp(x, -746, 710);
  const n = multiple(a);
  const hi = a - n * LN2_HIGH;
  const s = 1 + hi;
  return scale(s + (lost(1, hi, s) + rest(hi, n)), n);
}

/**
 * e^x − 1 = 2^n ((1 − 2^−n) + hi + q), so nothing cancels near 0, where n = 0. Below −40 it is −1; and from n = 60 on
 * 2^−60 does for 2^−n.
 */
export function expm1(x: number): number {
  const a = clamp(x, -40, 710);
  const n = multiple(a);
  const hi = a - n * LN2_HIGH;
  const less = -shift(1, n > 60 ? -60 : -n);
  const big = 1 + less;
  const s = big + hi;
  const y = scale(s + (lost(big, hi, s) + (lost(1, less, big) + rest(hi, n))), n);
  return x === 0 ? x : y;
}

/**
 * log(2^k (1 + f)) + d = k ln 2 + log(1 + f) + d, for a small correction d and |f| < 0.42 (Sun fdlibm, e_log.c).
 *
 * With s = f / (2 + f), 1 + f = (1 + s) / (1 − s), so log(1 + f) = 2 (s + s³/3 + s⁵/5 + …) = 2s + s R, and the minimax
 * polynomial R(s²) has an error of 2^−58. Because 2s = f − s f, this is f − (f²/2 − s (f²/2 + R)): f exact, less
 * something small.
 */
function logarithm(k: number, f: number, d: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  let odd = 1.479819860511658591e-1 * w + 1.818357216161805012e-1;
  odd = odd * w + 2.857142874366239149e-1;
  odd = odd * w + 6.66666666666673513e-1;
  let even = 1.531383769920937332e-1 * w + 2.222219843214978396e-1;
  even = even * w + 3.999999999940941908e-1;
  const r = even * w + odd * z;
  const square = 0.5 * f * f;
  const small = square - (s * (square + r) + (k * LN2_LOW + d));
  const big = k * LN2_HIGH;
  const h = big + f;
  return h + (lost(big, f, h) - small);
}

/** The k of x = 2^k m, √½ ≤ m < √2. */
function exponent(x: number): number {
  return (upperBits(x) - 0x3fe6a09e) >> 20; // the upper bits of √½
}

/** Natural logarithm: x = 2^k m and f = m − 1. A subnormal x is made normal first. */
export function log(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  const subnormal = x < 2.2250738585072014e-308;
  const a = subnormal ? x * 18014398509481984 : x; // 2^54
  const k = exponent(a);
  return logarithm(subnormal ? k - 54 : k, shift(a, -k) - 1, 0);
}

/**
 * log(1 + x) = log u + log(1 + d/u), where u = 1 + x rounded and d is what it lost; d/u stands for the second term.
 * (For x > 1, lost is exact up to 2^53, because u − 1 is; beyond, d no longer matters.) For u near 1 there is no need to
 * round: f = x. For |x| < 2^−53, u = 1 and d = x is the result.
 */
export function log1p(x: number): number {
  if (!(x >= -1)) return NaN;
  if (x === -1) return -Infinity;
  if (x === 0 || x === Infinity) return x;
  const u = 1 + x;
  const k = exponent(u);
  if (k === 0 && u !== 1) return logarithm(k, x, 0);
  return logarithm(k, shift(u, -k) - 1, lost(1, x, u) / u);
}

/** The rounding error of the product p = a b, exactly: both in halves of 26 bits (Veltkamp), all products (Dekker). */
function productError(a: number, b: number, p: number): number {
  const sa = 134217729 * a; // 2^27 + 1
  const sb = 134217729 * b;
  const a1 = sa - (sa - a);
  const b1 = sb - (sb - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a2 * b2 + (a2 * b1 + (a1 * b2 + (a1 * b1 - p)));
}

/** (n + e) / (d + f), where e and f are what n and d lost: a quotient, corrected by what it leaves of n + e. */
function quotient(n: number, e: number, d: number, f: number): number {
  const r = 1 / d;
  const q = n * r;
  const p = q * d;
  const left = n - p - productError(q, d, p);
  return q + (left + (e - q * f)) * r;
}

/**
 * tanh |x| = E / (E + 2) with E = e^2|x| − 1 = (2^n − 1) + 2^n hi + 2^n q as a pair h + e, the denominator as d + f.
 * From |x| = 22 on it is 1.
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  const b = a + a > 44 ? 44 : a + a;
  const n = multiple(b);
  const hi = b - n * LN2_HIGH;
  const factor = shift(1, n);
  const big = factor - 1;
  const middle = factor * hi;
  const s = big + middle;
  const l = lost(big, middle, s) + factor * rest(hi, n);
  const h = s + l;
  const e = lost(s, l, h);
  const d = h + 2;
  const f = (h > 2 ? lost(h, 2, d) : lost(2, h, d)) + e;
  const y = quotient(h, e, d, f);
  return x < 0 ? -y : x === 0 ? x : y;
}

/**
 * 1 / (1 + e^−x) for x ≥ 0, e^x / (1 + e^x) for x < 0: so E = e^−|x| ≤ 1, again as a pair e + small, is all it needs.
 * Below n = −60, 1 + E is 1 and 2^−60 does for 2^n in the quotient; the rest of the factor comes last, and thus nothing
 * but the result can become subnormal.
 */
export function sigmoid(x: number): number {
  const a = -Math.abs(clamp(x, -746, 41));
  const n = multiple(a);
  const hi = a - n * LN2_HIGH;
  const s = 1 + hi;
  const l = lost(1, hi, s) + rest(hi, n);
  const h = s + l;
  const n1 = n < -60 ? -60 : n;
  const factor = shift(1, n1);
  const e = h * factor;
  const small = lost(s, l, h) * factor;
  const d = 1 + e;
  const f = lost(1, e, d) + small;
  return (x < 0 ? quotient(e, small, d, f) : quotient(1, 0, d, f)) * shift(1, n - n1);
}

/** c₀ xᵈ + … + c_d for an even d: the even and the odd powers, side by side. */
function polynomial(c: readonly number[], x: number): number {
  const w = x * x;
  let even = c[0];
  let odd = c[1];
  for (let i = 2; i < c.length - 1; i += 2) {
    even = even * w + c[i];
    odd = odd * w + c[i + 1];
  }
  return odd * x + (even * w + c[c.length - 1]);
}

// erf t / t − 1 in t², for t < 1, to 2^−62; and (t + 3) e^t² erfc t in (t − 3) / (t + 3), for 1 ≤ t ≤ 28, to 2^−54
// (interpolation at Chebyshev's points: spec/fixtures/math.py).
const NEAR: readonly number[] = [
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7, 1.6461000484121368e-6,
  -1.4925595266831182e-5, 1.205533111164271e-4, -8.54832698083379e-4, 5.2239776248180145e-3, -2.6866170645076792e-2,
  1.1283791670954879e-1, -3.761263890318375e-1, 1.2837916709551256e-1,
];
const FAR: readonly number[] = [
  9.798957297196007e-8, -2.0725281810800632e-7, -4.629543662695107e-7, 1.0021219213163716e-6, 2.789219424078762e-6,
  -4.754995388136208e-6, -1.747609905479183e-5, 3.0399995666374687e-5, 1.075622403135809e-4, -2.767781255949976e-4,
  -5.483097539752551e-4, 3.0340620235677525e-3, -1.21241662411501e-3, -2.6827234625366222e-2, 1.1952776128720477e-1,
  -3.1046726190055335e-1, 5.902283571041028e-1, -8.833944531698836e-1, 1.0740069070883398,
];

/** erf t for 0 ≤ t < 1. */
function near(t: number): number {
  return t * polynomial(NEAR, t * t) + t;
}

/** erfc t = 1 − erf t for t ≥ 1. */
function far(t: number): number {
  const r = 1 / (t + 3);
  return exp(-(t * t)) * (polynomial(FAR, (t - 3) * r) * r);
}

/** 2 / √π times the integral of e^−t² from 0 to x: odd, and 1 from 6 on. */
export function erf(x: number): number {
  const a = Math.abs(x);
  const t = a > 28 ? 28 : a;
  const y = t < 1 ? near(t) : 1 - far(t);
  return x < 0 ? -y : x === 0 ? x : y;
}

const ROOT_HALF = 0.7071067811865476;

/**
 * Φ(x) = ½ + ½ erf(x / √2), the normal distribution. For x < −√2 it is ½ erfc(−x / √2), so that nothing cancels where it
 * vanishes; x² in the exponent costs x² / 2 ulp there.
 */
export function cdf(x: number): number {
  const a = Math.abs(x) * ROOT_HALF;
  const t = a > 28 ? 28 : a;
  const half = 0.5 * (t < 1 ? near(t) : far(t));
  if (t < 1) return x < 0 ? 0.5 - half : 0.5 + half;
  return x < 0 ? half : 1 - half;
}

// π/2 in three parts, of which the first two have 33 bits, so that n times them is exact for n < 2^20 (fdlibm).
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_2 = 6.0771005063039659766e-11;
const HALF_PI_3 = 2.0222662487959506e-21;
const INVERSE_HALF_PI = 0.6366197723675814;

// sin r / r − 1 and cos r − 1 + r²/2 in r², for |r| ≤ π/4 (fdlibm).
const SINE: readonly number[] = [
  1.58969099521155010221e-10, -2.50507602534068634195e-8, 2.75573137070700676789e-6, -1.98412698298579493134e-4,
  8.33333333332248946124e-3, -1.66666666666666324348e-1,
];
const COSINE: readonly number[] = [
  -1.13596475577881948265e-11, 2.0875723212981748279e-9, -2.75573143513906633035e-7, 2.48015872894767294178e-5,
  -1.38888888888741095749e-3, 4.16666666666666019037e-2,
];

/** The sine of x plus `quarters` quarter turns, for |x| ≤ 2^20; sin is odd to the last bit. */
function turned(x: number, quarters: number): number {
  const n = x * INVERSE_HALF_PI + MAGIC - MAGIC;
  const high = x - n * HALF_PI_1;
  const low = n * HALF_PI_2;
  const top = high - low;
  const r = top - (n * HALF_PI_3 - (high - top - low));
  const rest = top - r - (n * HALF_PI_3 - (high - top - low));
  const w = r * r;
  const horner = (c: readonly number[]): number => c.reduce((y, a) => y * w + a, 0);
  const turn = (((n + quarters) % 4) + 4) % 4;
  const half = 0.5 * w;
  const one = 1 - half;
  const y =
    turn % 2 === 0 ? r + (r * w * horner(SINE) + rest) : one + (1 - one - half + (w * w * horner(COSINE) - r * rest));
  return turn < 2 ? y : -y;
}

/** The sine of x, for |x| ≤ 2^20. */
export function sin(x: number): number {
  return x === 0 ? x : turned(x, 0);
}

/** The cosine of x, for |x| ≤ 2^20. */
export function cos(x: number): number {
  return turned(x, 1);
}

/**
 * x^y: for whole y up to 64 in size by multiplications, which is exact where these are; a root for y = ½; else e^(y ln x),
 * where the error of ln x counts y times, and NaN for x < 0.
 */
export function pow(x: number, y: number): number {
  if (y === 0.5) return Math.sqrt(x);
  if (y !== Math.trunc(y) || Math.abs(y) > 64) return x === 1 ? 1 : exp(y * log(x));
  let [product, square] = [1, x];
  for (let k = Math.abs(y); k > 0; k >>= 1) {
    if (k & 1) product *= square;
    square *= square;
  }
  return y < 0 ? 1 / product : product;
}

// float32: arguments, constants and every result are float32 numbers.

const { fround } = Math;
const add = (a: number, b: number): number => fround(a + b);
const sub = (a: number, b: number): number => fround(a - b);
const mul = (a: number, b: number): number => fround(a * b);
const div = (a: number, b: number): number => fround(a / b);
const madd = (a: number, b: number, c: number): number => fround(fround(a * b) + c);
const lostf = (a: number, b: number, s: number): number => fround(b - fround(s - a));

/** y · 2^n */
function scalef(y: number, n: number): number {
  const half = n >> 1;
  return mul(mul(y, shift(1, half)), shift(1, n - half));
}

const INVERSE_LN2F = fround(INVERSE_LN2);

// Here the last 9 bits of the upper part are 0 (FreeBSD, e_expf.c).
const LN2_HIGHF = fround(6.9314575195e-1);
const LN2_LOWF = fround(1.4286067653e-6);

const MAGICF = 12582912; // 1.5 · 2^23

function multiplef(x: number): number {
  return sub(madd(x, INVERSE_LN2F, MAGICF), MAGICF);
}

/** As rest: r² times the minimax polynomial by Remez (spec/fixtures/math.py); its error is 2^−28 of e^r. */
function restf(hi: number, n: number): number {
  const lo = mul(n, LN2_LOWF);
  const r = sub(hi, lo);
  let p = madd(fround(1.381459846e-3), r, fround(8.368716881e-3));
  p = madd(p, r, fround(4.166838805e-2));
  p = madd(p, r, fround(1.666652063e-1));
  p = madd(p, r, fround(4.999999345e-1));
  return sub(mul(p, mul(r, r)), lo);
}

/** e^x, 0 below −104 and infinite above 89. */
export function expf(x: number): number {
  const a = clamp(x, -104, 89);
  const n = multiplef(a);
  const hi = sub(a, mul(n, LN2_HIGHF));
  const s = add(1, hi);
  return scalef(add(s, add(lostf(1, hi, s), restf(hi, n))), n);
}

/** e^x − 1, −1 below −18 */
export function expm1f(x: number): number {
  const a = clamp(x, -18, 89);
  const n = multiplef(a);
  const hi = sub(a, mul(n, LN2_HIGHF));
  const less = -shift(1, n > 40 ? -40 : -n);
  const big = add(1, less);
  const s = add(big, hi);
  const y = scalef(add(s, add(lostf(big, hi, s), add(lostf(1, less, big), restf(hi, n)))), n);
  return x === 0 ? x : y;
}

/** As logarithm; the polynomial of FreeBSD's e_logf.c, with an error of 2^−34. */
function logarithmf(k: number, f: number, d: number): number {
  const s = div(f, add(2, f));
  const z = mul(s, s);
  const w = mul(z, z);
  const odd = madd(fround(0.28498786688), w, fround(0.66666662693));
  const even = madd(fround(0.24279078841), w, fround(0.40000972152));
  const r = madd(even, w, mul(odd, z));
  const square = mul(mul(0.5, f), f);
  const small = sub(square, madd(s, add(square, r), madd(k, LN2_LOWF, d)));
  const big = mul(k, LN2_HIGHF);
  const h = add(big, f);
  return add(h, sub(lostf(big, f, h), small));
}

/** The k of x = 2^k m, √½ ≤ m < √2. */
function exponentf(x: number): number {
  bits.setFloat32(0, x);
  return (bits.getInt32(0) - 0x3f3504f3) >> 23; // the bits of √½
}

/** Natural logarithm. */
export function logf(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  const subnormal = x < 1.1754943508222875e-38;
  const a = subnormal ? mul(x, 33554432) : x; // 2^25
  const k = exponentf(a);
  return logarithmf(subnormal ? k - 25 : k, sub(shift(a, -k), 1), 0);
}

/** log(1 + x) */
export function log1pf(x: number): number {
  if (!(x >= -1)) return NaN;
  if (x === -1) return -Infinity;
  if (x === 0 || x === Infinity) return x;
  const u = add(1, x);
  const k = exponentf(u);
  if (k === 0 && u !== 1) return logarithmf(k, x, 0);
  return logarithmf(k, sub(shift(u, -k), 1), div(lostf(1, x, u), u));
}

/** tanh |x| = 1 − 2 / (e^2|x| + 1), which would lose digits where |x| is small: there x + x³ P(x²), Cephes tanhf.c. */
export function tanhf(x: number): number {
  const a = Math.abs(x);
  if (a > 0.625) {
    const b = a + a > 44 ? 44 : add(a, a);
    const n = multiplef(b);
    const hi = sub(b, mul(n, LN2_HIGHF));
    const e = mul(add(1, add(hi, restf(hi, n))), shift(1, n));
    const y = sub(1, div(2, add(e, 1)));
    return x < 0 ? -y : y;
  }
  const z = mul(x, x);
  let p = madd(fround(-5.70498872745e-3), z, fround(2.06390887954e-2));
  p = madd(p, z, fround(-5.37397155531e-2));
  p = madd(p, z, fround(1.33314422036e-1));
  p = madd(p, z, fround(-3.33332819422e-1));
  return x === 0 ? x : madd(mul(p, z), x, x);
}

/** As sigmoid; a first quotient y of top / d, corrected by what e and d lost. 1 / d is y or, for x < 0, 1 − y. */
export function sigmoidf(x: number): number {
  const a = -Math.abs(clamp(x, -104, 27));
  const n = multiplef(a);
  const hi = sub(a, mul(n, LN2_HIGHF));
  const s = add(1, hi);
  const l = add(lostf(1, hi, s), restf(hi, n));
  const h = add(s, l);
  const n1 = n < -40 ? -40 : n;
  const factor = shift(1, n1);
  const e = mul(h, factor);
  const small = mul(lostf(s, l, h), factor);
  const d = add(1, e);
  const f = add(lostf(1, e, d), small);
  const y = div(x < 0 ? e : 1, d);
  const left = sub(x < 0 ? small : 0, mul(y, f));
  return mul(madd(left, x < 0 ? sub(1, y) : y, y), shift(1, n - n1));
}

/** As polynomial. */
function polynomialf(c: readonly number[], x: number): number {
  const w = mul(x, x);
  let even = c[0];
  let odd = c[1];
  for (let i = 2; i < c.length - 1; i += 2) {
    even = madd(even, w, c[i]);
    odd = madd(odd, w, c[i + 1]);
  }
  return madd(odd, x, madd(even, w, c[c.length - 1]));
}

// As NEAR, to 2^−29; and (t + 2) e^t² erfc t in (t − 2) / (t + 2), for 1 ≤ t ≤ 11, to 2^−27.
const NEARF: readonly number[] = /* @__PURE__ */ [
  7.875875063e-5, -8.016864287e-4, 5.189087423e-3, -2.685421201e-2, 1.128359472e-1, -3.761262667e-1, 1.283791658e-1,
].map(fround);
const FARF: readonly number[] = /* @__PURE__ */ [
  -3.079290401e-4, -1.024584172e-3, 3.042169502e-3, 6.520931227e-3, -2.150975947e-2, -3.644497434e-2, 2.79472131e-1,
  -6.871606372e-1, 1.021582705,
].map(fround);

function nearf(t: number): number {
  return madd(t, polynomialf(NEARF, mul(t, t)), t);
}

function farf(t: number): number {
  const r = div(1, add(t, 2));
  return mul(expf(-mul(t, t)), mul(polynomialf(FARF, mul(sub(t, 2), r)), r));
}

/** As erf; 1 from 4 on. */
export function erff(x: number): number {
  const a = Math.abs(x);
  const t = a > 11 ? 11 : a;
  const y = t < 1 ? nearf(t) : sub(1, farf(t));
  return x < 0 ? -y : x === 0 ? x : y;
}

const ROOT_HALFF = /* @__PURE__ */ fround(ROOT_HALF);

/** As cdf. */
export function cdff(x: number): number {
  const a = mul(Math.abs(x), ROOT_HALFF);
  const t = a > 11 ? 11 : a;
  const half = mul(0.5, t < 1 ? nearf(t) : farf(t));
  if (t < 1) return x < 0 ? sub(0.5, half) : add(0.5, half);
  return x < 0 ? half : sub(1, half);
}
