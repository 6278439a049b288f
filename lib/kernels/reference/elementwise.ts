import type { Numbers } from "../../tensor.ts";
import * as op from "../wasm/ops.ts";
import type { Loops } from "./loops.ts";
import { float64, real, sign, sum } from "./real.ts";

export const arithmetic: Loops = {
  maps: {
    [op.SCALE]: (x, a, _b, { r }) => r(a * x),
    [op.RSTD]: (x, a, _b, { r }) => r(1 / r(Math.sqrt(r(x + a)))),
    [op.AFFINE]: (x, a, b, { r }) => r(r(a * x) + b),
  },
  zips: {
    [op.ADD]: (x, y, _a, _b, { r }) => r(x + y),
    [op.SUB]: (x, y, _a, _b, { r }) => r(x - y),
    [op.MUL]: (x, y, _a, _b, { r }) => r(x * y),
    [op.DIV]: (x, y, _a, _b, { r }) => r(x / y),
    [op.MAX]: (x, y) => (y > x || y !== y ? y : x),
    [op.EXCEEDS]: (x, y) => (x > y ? 1 : 0),
    [op.ADD_SCALED]: (x, y, a, _b, { r }) => r(x + r(a * y)),
    [op.ADD_SIGN]: (x, y, a, _b, { r }) => r(x + sign(y, a)),
    [op.MASKED]: (x, m, a, b, { r }) => (m === 0 ? a : r(r(x * m) + b)),
    [op.RECTIFIED_SLOPE]: (x, a) => (x > 0 ? 1 : a),
    [op.WHERE_LARGE]: (x, y, a) => (Math.abs(y) <= a ? 0 : x),
    [op.TIMES_SIGN]: (x, y) => (y > 0 ? x : y < 0 ? -x : y === 0 ? 0 : y),
    [op.LESSER]: (x, y) => (y < x || y !== y ? y : x),
  },
};

const terms: Readonly<Record<number, (x: number) => number>> = {
  [op.SUM]: (x) => x,
  [op.SUM_SQUARES]: (x) => x * x,
  [op.SUM_ABS]: (x) => Math.abs(x),
};

export function reduce(k: number, x: Numbers): number {
  return sum(x.length, (i) => terms[k](x[i]), float64.r);
}

export function firstOutside(x: Numbers, low: number, high: number): number {
  const { r } = real(x);
  return x.findIndex((v) => !(v >= r(low) && v <= r(high)));
}
