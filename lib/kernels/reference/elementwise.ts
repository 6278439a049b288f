import type { Numbers } from "../../tensor.ts";
import * as op from "../wasm/ops.ts";
import { errors, stirling } from "./errors.ts";
import { float64, real, flush, sign, sum, type Real } from "./real.ts";

function pow(x: number, n: number, R: Real): number {
  if (n === 0.5) return R.r(Math.sqrt(x));
  if (n !== Math.trunc(n) || Math.abs(n) > 64) return R.exp(R.r(n * R.log(x)));
  let [y, p] = [1, x];
  for (let k = Math.abs(n); k > 0; k >>= 1) {
    if (k & 1) y = R.r(y * p);
    p = R.r(p * p);
  }
  return n < 0 ? R.r(1 / y) : y;
}

/** c = √(2/π) of GELU's approximation by tanh, and u = 2 c (x + 0.044715 x³), whose derivative is 2 c (1 + 0.134145 x²). */
const GELU_2C = 1.5957691216057308;

/** tanh ln(1 + eˣ) = top / (top + 2 low) by e = e^−|x|: numerator and denominator times e² where x > 0. */
function mish(x: number, { r, exp }: Real): { e: number; top: number; low: number; all: number } {
  const e = exp(-Math.abs(x));
  const top = x > 0 ? r(1 + r(2 * e)) : r(e * r(2 + e));
  const low = x > 0 ? r(e * e) : 1;
  return { e, top, low, all: r(top + r(2 * low)) };
}

type Map1 = (x: number, a: number, b: number, R: Real) => number;

export type Map2 = (x: number, y: number, a: number, b: number, R: Real) => number;

/** y = f(x; a, b) */
const maps: Readonly<Record<number, Map1>> = {
  [op.TANH]: (x, _a, _b, R) => R.tanh(x),
  [op.SIGMOID]: (x, _a, _b, R) => R.sigmoid(x),
  [op.RELU]: (x) => (x < 0 ? 0 : x),
  [op.LEAKY_RELU]: (x, a, _b, { r }) => (x > 0 ? x : r(a * x)),
  [op.HARDTANH]: (x, a, b) => (x < a ? a : x > b ? b : x),
  [op.EXP]: (x, _a, _b, R) => R.exp(x),
  [op.LOG]: (x, _a, _b, R) => R.log(x),
  [op.LOG1P]: (x, _a, _b, R) => R.log1p(x),
  [op.SCALE]: (x, a, _b, { r }) => r(a * x),
  [op.POW]: (x, n, _b, R) => pow(x, n, R),
  [op.RSTD]: (x, a, _b, { r }) => r(1 / r(Math.sqrt(r(x + a)))),
  [op.SIGNED_POW]: (x, n, _b, R) => R.r(sign(x, 1) * pow(Math.abs(x), n, R)),
  [op.EXPM1]: (x, _a, _b, R) => R.expm1(x),
  [op.ERF]: (x, _a, _b, R) => R.erf(x),
  [op.ELU]: (x, a, k, R) => (x > 0 ? x : R.r(a * R.expm1(R.r(k * x)))),
  [op.SOFTPLUS]: (x, k, top, R) => {
    const z = R.r(k * x);
    return z > top ? x : R.r(R.r((z < 0 ? 0 : z) + R.log1p(R.exp(-Math.abs(z)))) / k);
  },
  [op.GELU]: (x, _a, _b, R) => R.r(x * R.cdf(x)),
  [op.GELU_TANH]: (x, _a, _b, R) => {
    const u = R.r(R.r(x * R.r(R.r(R.r(0.044715) * R.r(x * x)) + 1)) * R.r(GELU_2C));
    return R.r(x * R.sigmoid(u));
  },
  [op.SILU]: (x, _a, _b, R) => R.r(x * R.sigmoid(x)),
  [op.MISH]: (x, _a, _b, R) => {
    const { top, all } = mish(x, R);
    return R.r(x * R.r(top / all));
  },
  [op.SOFTSIGN]: (x, _a, _b, { r }) => r(x / r(1 + Math.abs(x))),
  [op.HARDSWISH]: (x, _a, _b, { r }) => {
    const z = r(x + 3);
    return r(r(x * (z < 0 ? 0 : z > 6 ? 6 : z)) / 6);
  },
  [op.THRESHOLD]: (x, a, b) => (x <= a ? b : x),
  [op.AFFINE]: (x, a, b, { r }) => r(r(a * x) + b),
  [op.STIRLING]: (x, _a, _b, R) => stirling(x, R),
};

/** z = g(x, y; a, b): for a backward x is dy, for an error x is the prediction and y the target. */
const zips: Readonly<Record<number, Map2>> = {
  [op.ADD]: (x, y, _a, _b, { r }) => r(x + y),
  [op.SUB]: (x, y, _a, _b, { r }) => r(x - y),
  [op.MUL]: (x, y, _a, _b, { r }) => r(x * y),
  [op.DIV]: (x, y, _a, _b, { r }) => r(x / y),
  [op.MAX]: (x, y) => (y > x || y !== y ? y : x),
  [op.EXCEEDS]: (x, y) => (x > y ? 1 : 0),
  [op.ADD_SCALED]: (x, y, a, _b, { r }) => r(x + r(a * y)),
  [op.ADD_SIGN]: (x, y, a, _b, { r }) => r(x + sign(y, a)),
  [op.TANH_BACKWARD]: (dy, y, _a, _b, { r }) => r(dy * r(1 - r(y * y))),
  [op.SIGMOID_BACKWARD]: (dy, y, _a, _b, { r }) => r(dy * r(y * r(1 - y))),
  [op.RELU_BACKWARD]: (dy, y) => (y <= 0 ? 0 : dy),
  [op.LEAKY_RELU_BACKWARD]: (dy, x, a, _b, { r }) => (x > 0 ? dy : r(a * dy)),
  [op.HARDTANH_BACKWARD]: (dy, x, a, b) => (x <= a || x >= b ? 0 : dy),
  [op.SQUARED_ERROR]: (y, t, _a, _b, { r }) => r(r(y - t) * r(y - t)),
  [op.SQUARED_ERROR_BACKWARD]: (y, t, a, _b, { r }) => r(a * r(y - t)),
  [op.ABS_ERROR]: (y, t, _a, _b, { r }) => Math.abs(r(y - t)),
  [op.ABS_ERROR_BACKWARD]: (y, t, a, _b, { r }) => sign(r(y - t), a),
  [op.BCE]: (y, t, _a, _b, R) => {
    const on = R.r(t * Math.max(R.log(y), -100));
    const off = R.r(R.r(1 - t) * Math.max(R.log1p(-y), -100));
    return -R.r(on + off);
  },
  [op.BCE_BACKWARD]: (y, t, a, _b, { r }) => r(a * r(r(y - t) / Math.max(r(r(1 - y) * y), r(1e-12)))),
  [op.BCE_WITH_LOGITS]: (x, t, _a, _b, R) => R.r(R.r((x < 0 ? 0 : x) - R.r(x * t)) + R.log1p(R.exp(-Math.abs(x)))),
  [op.BCE_WITH_LOGITS_BACKWARD]: (x, t, a, _b, R) => flush(R.r(a * R.r(R.sigmoid(x) - t)), R),
  [op.HINGE]: (y, t, _a, margin, { r }) => {
    const gap = r(margin - r(t * y));
    return gap < 0 ? 0 : gap;
  },
  [op.HINGE_BACKWARD]: (y, t, a, margin, { r }) => (r(margin - r(t * y)) <= 0 ? 0 : r(-a * t)),
  [op.MASKED]: (x, m, a, b, { r }) => (m === 0 ? a : r(r(x * m) + b)),
  [op.ELU_BACKWARD]: (dy, x, a, k, R) => (x > 0 ? dy : R.r(dy * R.r(a * R.exp(R.r(k * x))))),
  [op.SOFTPLUS_BACKWARD]: (dy, x, k, top, R) => {
    const z = R.r(k * x);
    return z > top ? dy : R.r(dy * R.sigmoid(z));
  },
  [op.GELU_BACKWARD]: (dy, x, _a, _b, R) => {
    const density = R.r(R.r(0.3989422804014327) * R.exp(R.r(-0.5 * R.r(x * x)))); // 1 / √2π
    return R.r(dy * R.r(R.cdf(x) + R.r(x * density)));
  },
  [op.GELU_TANH_BACKWARD]: (dy, x, _a, _b, R) => {
    const square = R.r(x * x);
    const s = R.sigmoid(R.r(R.r(x * R.r(R.r(R.r(0.044715) * square) + 1)) * R.r(GELU_2C)));
    const slope = R.r(R.r(R.r(R.r(0.134145) * square) + 1) * R.r(GELU_2C));
    return R.r(dy * R.r(s + R.r(R.r(x * R.r(s * R.r(1 - s))) * slope)));
  },
  [op.SILU_BACKWARD]: (dy, x, _a, _b, R) => {
    const s = R.sigmoid(x);
    return R.r(dy * R.r(s + R.r(x * R.r(s * R.r(1 - s)))));
  },
  [op.MISH_BACKWARD]: (dy, x, _a, _b, R) => {
    const { r } = R;
    const { e, top, low, all } = mish(x, R);
    const w = r(top / all);
    const s = r((x > 0 ? 1 : e) / r(1 + e));
    const rest = r(r(r(2 * low) / all) * r(1 + w)); // (1 − w) (1 + w)
    return r(dy * r(w + r(x * r(s * rest))));
  },
  [op.SOFTSIGN_BACKWARD]: (dy, x, _a, _b, { r }) => {
    const d = r(1 + Math.abs(x));
    return r(r(dy / d) / d);
  },
  [op.HARDSWISH_BACKWARD]: (dy, x, _a, _b, { r }) => {
    if (x <= -3) return 0;
    return x >= 3 ? dy : r(dy * r(r(x / 3) + 0.5));
  },
  [op.RECTIFIED_SLOPE]: (x, a) => (x > 0 ? 1 : a),
  [op.WHERE_LARGE]: (x, y, a) => (Math.abs(y) <= a ? 0 : x),
  [op.TIMES_SIGN]: (x, y) => (y > 0 ? x : y < 0 ? -x : y === 0 ? 0 : y),
  [op.THRESHOLD_ERROR]: (y, t) => Number(y >= 0) - Number(t > 0),
  ...errors(pow),
};

const terms: Readonly<Record<number, (x: number) => number>> = {
  [op.SUM]: (x) => x,
  [op.SUM_SQUARES]: (x) => x * x,
  [op.SUM_ABS]: (x) => Math.abs(x),
};

export function map(k: number, y: Numbers, x: Numbers, a: number, b: number): void {
  const R = real(y);
  for (let i = 0; i < y.length; i++) y[i] = maps[k](x[i], R.r(a), R.r(b), R);
}

export function zip(k: number, z: Numbers, x: Numbers, y: Numbers, a: number, b: number): void {
  const R = real(z);
  for (let i = 0; i < z.length; i++) z[i] = zips[k](x[i], y[i], R.r(a), R.r(b), R);
}

export function reduce(k: number, x: Numbers): number {
  return sum(x.length, (i) => terms[k](x[i]), float64.r);
}

export function firstOutside(x: Numbers, low: number, high: number): number {
  const { r } = real(x);
  return x.findIndex((v) => !(v >= r(low) && v <= r(high)));
}
