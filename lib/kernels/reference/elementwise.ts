import type { Numbers } from "../../tensor.ts";
import * as op from "../wasm/ops.ts";
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

type Map1 = (x: number, a: number, b: number, R: Real) => number;

type Map2 = (x: number, y: number, a: number, b: number, R: Real) => number;

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
  [op.LINE]: (x, a, b, { r }) => r(r(a * x) + b),
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
  [op.THRESHOLD_ERROR]: (y, t) => Number(y >= 0) - Number(t > 0),
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
