import * as op from "../wasm/ops.ts";
import type { Loops } from "./loops.ts";
import { flush, pow, sign, type Real } from "./real.ts";

const above0 = (x: number): number => (x < 0 ? 0 : x);

const softplus = (z: number, R: Real): number => R.r(above0(z) + R.log1p(R.exp(-Math.abs(z))));

/** What the focal loss and its slope are made of, with γ and α: z, q = σ(−z), −ln σ(z), q^γ and the weight. */
function focal(x: number, t: number, gamma: number, alpha: number, R: Real): readonly number[] {
  const z = t > 0 ? x : -x;
  const q = R.sigmoid(-z);
  return [z, q, softplus(-z, R), pow(q, gamma, R), alpha < 0 ? 1 : t > 0 ? alpha : R.r(1 - alpha)];
}

export function stirling(x: number, { r, log }: Real): number {
  return x > 1 ? r(r(r(x * log(x)) - x) + r(0.5 * log(r(r(6.283185307179586) * x)))) : 0;
}

/** Of predictions y and targets t. */
export const errors: Loops = {
  maps: {
    [op.STIRLING]: (x, _a, _b, R) => stirling(x, R),
  },
  zips: {
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
    [op.THRESHOLD_ERROR]: (y, t) => Number(y >= 0) - Number(t > 0),
    [op.SMOOTH_L1]: (y, t, _a, beta, { r }) => {
      const d = Math.abs(r(y - t));
      return d < beta ? r(r(r(0.5 * d) * d) / beta) : r(d - r(0.5 * beta));
    },
    [op.SMOOTH_L1_BACKWARD]: (y, t, a, beta, { r }) => {
      const d = r(y - t);
      return Math.abs(d) < beta ? r(a * r(d / beta)) : sign(d, a);
    },
    [op.HUBER]: (y, t, _a, delta, { r }) => {
      const d = Math.abs(r(y - t));
      return d < delta ? r(r(0.5 * d) * d) : r(delta * r(d - r(0.5 * delta)));
    },
    [op.HUBER_BACKWARD]: (y, t, a, delta, { r }) => {
      const d = r(y - t) < -delta ? -delta : r(y - t);
      return r(a * (d > delta ? delta : d));
    },
    [op.LOG_COSH]: (y, t, _a, _b, R) => {
      const d = Math.abs(R.r(y - t));
      if (d < 1) return R.r(-0.5 * R.log1p(-R.r(R.tanh(d) * R.tanh(d))));
      return R.r(d + R.r(R.log1p(R.exp(R.r(-2 * d))) - R.r(0.6931471805599453)));
    },
    [op.LOG_COSH_BACKWARD]: (y, t, a, _b, R) => R.r(a * R.tanh(R.r(y - t))),
    [op.SOFT_MARGIN]: (y, t, _a, _b, R) => softplus(-R.r(t * y), R),
    [op.SOFT_MARGIN_BACKWARD]: (y, t, a, _b, R) => flush(R.r(R.r(-a * t) * R.sigmoid(-R.r(t * y))), R),
    [op.SQUARED_HINGE]: (y, t, _a, margin, { r }) => {
      const gap = above0(r(margin - r(t * y)));
      return r(gap * gap);
    },
    [op.SQUARED_HINGE_BACKWARD]: (y, t, a, margin, { r }) => {
      const gap = r(margin - r(t * y));
      return gap <= 0 ? 0 : r(r(-a * t) * gap);
    },
    [op.HINGE_EMBEDDING]: (y, t, _a, margin, { r }) => (t > 0 ? y : above0(r(margin - y))),
    [op.HINGE_EMBEDDING_BACKWARD]: (y, t, a, margin, { r }) => (t > 0 ? a : r(margin - y) <= 0 ? 0 : -a),
    [op.KL_DIVERGENCE]: (y, t, _a, _b, { r, log }) => (t === 0 ? 0 : r(t * r(log(t) - y))),
    [op.LOG_KL_DIVERGENCE]: (y, t, _a, _b, { r, exp }) => (exp(t) === 0 ? 0 : r(exp(t) * r(t - y))),
    [op.POISSON]: (y, t, _a, eps, { r, log }) => r(y - r(t * log(r(y + eps)))),
    [op.POISSON_BACKWARD]: (y, t, a, eps, { r }) => r(a * r(1 - r(t / r(y + eps)))),
    [op.LOG_POISSON]: (y, t, _a, _b, { r, exp }) => r(exp(y) - r(t * y)),
    [op.LOG_POISSON_BACKWARD]: (y, t, a, _b, { r, exp }) => r(a * r(exp(y) - t)),
    [op.FOCAL]: (y, t, gamma, alpha, R) => {
      const [, , e, f, w] = focal(y, t, gamma, alpha, R);
      return R.r(w * R.r(f * e));
    },
    [op.FOCAL_BACKWARD]: (y, t, gamma, alpha, R) => {
      const [z, q, e, f, w] = focal(y, t, gamma, alpha, R);
      const slope = R.r(q + R.r(gamma * R.r(R.sigmoid(z) * e)));
      const dz = R.r(w * R.r(f * slope));
      return flush(t > 0 ? -dz : dz, R);
    },
    [op.GAUSSIAN]: (d, v, c, eps, { r, log }) => {
      const m = v < eps ? eps : v;
      return r(r(0.5 * r(log(m) + r(r(d * d) / m))) + c);
    },
    [op.GAUSSIAN_BACKWARD]: (d, v, a, eps, { r }) => r(a * r(d / (v < eps ? eps : v))),
    [op.GAUSSIAN_VARIANCE_BACKWARD]: (d, v, a, eps, { r }) => {
      const m = v < eps ? eps : v;
      return r(a * r(r(0.5 * r(1 - r(r(d * d) / m))) / m));
    },
    [op.COSINE_EMBEDDING]: (c, t, _a, margin, { r }) => (t > 0 ? r(1 - c) : above0(r(c - margin))),
    [op.COSINE_EMBEDDING_BACKWARD]: (c, t, a, margin, { r }) => (t > 0 ? -a : r(c - margin) <= 0 ? 0 : a),
    [op.MARGIN]: (x, y, _a, margin, { r }) => above0(r(margin + r(x - y))),
    [op.MARGIN_BACKWARD]: (x, y, a, margin, { r }) => (r(margin + r(x - y)) <= 0 ? 0 : a),
    [op.POSITIVES]: (x, t, _a, _b, R) => R.r(t * softplus(-x, R)),
    [op.POSITIVES_BACKWARD]: (x, t, a, _b, R) => R.r(a * R.r(t * R.sigmoid(-x))),
  },
};
