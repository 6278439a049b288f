import * as math from "../../math.ts";
import type { Numbers } from "../../tensor.ts";

// What the plain loops share: the arithmetic of a type, the order of sums.

/** The arithmetic of one element type: `r` rounds a result to it. */
export interface Real {
  readonly r: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly expm1: (x: number) => number;
  readonly log: (x: number) => number;
  readonly log1p: (x: number) => number;
  readonly tanh: (x: number) => number;
  readonly sigmoid: (x: number) => number;
  readonly erf: (x: number) => number;
  readonly cdf: (x: number) => number;
  readonly tiny: number;
}

export const float32: Real = {
  r: Math.fround,
  exp: math.expf,
  expm1: math.expm1f,
  log: math.logf,
  log1p: math.log1pf,
  tanh: math.tanhf,
  sigmoid: math.sigmoidf,
  erf: math.erff,
  cdf: math.cdff,
  tiny: Math.fround(1e-30),
};

export const float64: Real = {
  r: (x) => x,
  exp: math.exp,
  expm1: math.expm1,
  log: math.log,
  log1p: math.log1p,
  tanh: math.tanh,
  sigmoid: math.sigmoid,
  erf: math.erf,
  cdf: math.cdf,
  tiny: 1e-290,
};

export const real = (x: Numbers): Real => (x instanceof Float32Array ? float32 : float64);

export const flush = (x: number, { tiny }: Real): number => (Math.abs(x) < tiny ? 0 : x);

export const sign = (x: number, a: number): number => (x > 0 ? a : x < 0 ? -a : x === 0 ? 0 : x);

/** xⁿ */
export function pow(x: number, n: number, R: Real): number {
  if (n === 0.5) return R.r(Math.sqrt(x));
  if (n !== Math.trunc(n) || Math.abs(n) > 64) return R.exp(R.r(n * R.log(x)));
  let [y, p] = [1, x];
  for (let k = Math.abs(n); k > 0; k >>= 1) {
    if (k & 1) y = R.r(y * p);
    p = R.r(p * p);
  }
  return n < 0 ? R.r(1 / y) : y;
}

/** The order of every sum along a row: element i goes to partial sum i mod 4, added as (s₀ + s₁) + (s₂ + s₃). */
export function sum(n: number, term: (i: number) => number, r: (x: number) => number): number {
  const s = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) s[i & 3] = r(s[i & 3] + term(i));
  return r(r(s[0] + s[1]) + r(s[2] + s[3]));
}

export const rowsOf = (x: Numbers, rows: number, i: number): Numbers =>
  x.subarray((i * x.length) / rows, ((i + 1) * x.length) / rows);
