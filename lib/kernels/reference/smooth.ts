import * as op from "../wasm/ops.ts";
import type { Loops } from "./loops.ts";
import type { Real } from "./real.ts";

/** c = √(2/π) of GELU's approximation by tanh, and u = 2 c (x + 0.044715 x³), whose derivative is 2 c (1 + 0.134145 x²). */
const GELU_2C = 1.5957691216057308;

/** tanh ln(1 + eˣ) = top / (top + 2 low) by e = e^−|x|: numerator and denominator times e² where x > 0. */
function mish(x: number, { r, exp }: Real): { e: number; top: number; low: number; all: number } {
  const e = exp(-Math.abs(x));
  const top = x > 0 ? r(1 + r(2 * e)) : r(e * r(2 + e));
  const low = x > 0 ? r(e * e) : 1;
  return { e, top, low, all: r(top + r(2 * low)) };
}

export const smooth: Loops = {
  maps: {
    [op.ELU]: (x, a, k, R) => (x > 0 ? x : R.r(a * R.expm1(R.r(k * x)))),
    [op.SOFTPLUS]: (x, k, top, R) => {
      const z = R.r(k * x);
      return z > top ? x : R.r(R.r((z < 0 ? 0 : z) + R.log1p(R.exp(-Math.abs(z)))) / k);
    },
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
  },
  zips: {
    [op.ELU_BACKWARD]: (dy, x, a, k, R) => (x > 0 ? dy : R.r(dy * R.r(a * R.exp(R.r(k * x))))),
    [op.SOFTPLUS_BACKWARD]: (dy, x, k, top, R) => {
      const z = R.r(k * x);
      return z > top ? dy : R.r(dy * R.sigmoid(z));
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
  },
};
