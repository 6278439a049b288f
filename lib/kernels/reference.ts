// Every kernel as plain loops: what the WebAssembly ones must agree with, bit for bit, and what runs where there is no
// WebAssembly. In float32 every operation is rounded, as the vector instructions do; sums have the order stated there.
import { exp, expf, log, log1p, log1pf, logf, sigmoid, sigmoidf, tanh, tanhf } from "../math.ts";
import type { Numbers } from "../tensor.ts";
import * as op from "./wasm/ops.ts";

/** The arithmetic of one element type: `r` rounds a result to it. */
interface Real {
  readonly r: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly log: (x: number) => number;
  readonly log1p: (x: number) => number;
  readonly tanh: (x: number) => number;
  readonly sigmoid: (x: number) => number;
  readonly tiny: number;
}
const float32: Real = {
  r: Math.fround,
  exp: expf,
  log: logf,
  log1p: log1pf,
  tanh: tanhf,
  sigmoid: sigmoidf,
  tiny: Math.fround(1e-30),
};
const float64: Real = { r: (x) => x, exp, log, log1p, tanh, sigmoid, tiny: 1e-290 };
const real = (x: Numbers): Real => (x instanceof Float32Array ? float32 : float64);

const flush = (x: number, { tiny }: Real): number => (Math.abs(x) < tiny ? 0 : x);
const sign = (x: number, a: number): number => (x > 0 ? a : x < 0 ? -a : x === 0 ? 0 : x);

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

/** The order of every sum along a row: element i goes to partial sum i mod 4, added as (s₀ + s₁) + (s₂ + s₃). */
function sum(n: number, term: (i: number) => number, r: (x: number) => number): number {
  const s = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) s[i & 3] = r(s[i & 3] + term(i));
  return r(r(s[0] + s[1]) + r(s[2] + s[3]));
}

export function reduce(k: number, x: Numbers): number {
  return sum(x.length, (i) => terms[k](x[i]), float64.r);
}

export function firstOutside(x: Numbers, low: number, high: number): number {
  const { r } = real(x);
  return x.findIndex((v) => !(v >= r(low) && v <= r(high)));
}

/** C[i, j] = start + Σ_p A[i, p] B[p, j], one running sum in the order of p. */
export function gemm(
  start: number,
  [c, c0, ldc]: readonly [Numbers, number, number],
  [a, a0, ra, ca]: readonly [Numbers, number, number, number],
  [b, b0, rb, cb]: readonly [Numbers, number, number, number],
  row: Numbers | undefined,
  m: number,
  n: number,
  k: number,
): void {
  const { r } = real(c);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const at = c0 + i * ldc + j;
      let s = start === op.FROM_C ? c[at] : start === op.FROM_ROW ? row![j] : 0;
      for (let p = 0; p < k; p++) s = r(s + r(a[a0 + i * ra + p * ca] * b[b0 + p * rb + j * cb]));
      c[at] = s;
    }
}

export function addColumnSums(out: Numbers, x: Numbers, rows: number, cols: number): void {
  const { r } = real(out);
  for (let j = 0; j < cols; j++) for (let i = 0; i < rows; i++) out[j] = r(out[j] + x[i * cols + j]);
}

export function scaleRows(y: Numbers, s: Numbers, rows: number, cols: number): void {
  const { r } = real(y);
  for (let i = 0; i < rows * cols; i++) y[i] = r(y[i] * s[Math.floor(i / cols)]);
}

/** y = exp(x − max x) along a row; returns max x. */
function shiftedExp(y: Numbers, x: Numbers, R: Real): number {
  const top = x.reduce((m, v) => (v > m ? v : m), x[0]);
  for (let j = 0; j < x.length; j++) y[j] = R.exp(R.r(x[j] - top));
  return top;
}

const rowsOf = (x: Numbers, rows: number, i: number): Numbers =>
  x.subarray((i * x.length) / rows, ((i + 1) * x.length) / rows);

export function softmax(y: Numbers, x: Numbers, rows: number): void {
  const R = real(y);
  for (let i = 0; i < rows; i++) {
    const yi = rowsOf(y, rows, i);
    shiftedExp(yi, rowsOf(x, rows, i), R);
    const s = sum(yi.length, (j) => yi[j], R.r);
    for (let j = 0; j < yi.length; j++) yi[j] = R.r(yi[j] / s);
  }
}

export function softmaxBackward(dx: Numbers, dy: Numbers, y: Numbers, rows: number): void {
  const R = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, dyi, yi] = [dx, dy, y].map((t) => rowsOf(t, rows, i));
    const s = sum(yi.length, (j) => R.r(dyi[j] * yi[j]), R.r);
    for (let j = 0; j < yi.length; j++) dxi[j] = flush(R.r(yi[j] * R.r(dyi[j] - s)), R);
  }
}

export function logSoftmax(y: Numbers, x: Numbers, rows: number): void {
  const R = real(y);
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [y, x].map((t) => rowsOf(t, rows, i));
    const top = shiftedExp(yi, xi, R);
    const s = R.log(sum(yi.length, (j) => yi[j], R.r));
    for (let j = 0; j < yi.length; j++) yi[j] = R.r(R.r(xi[j] - top) - s);
  }
}

export function logSoftmaxBackward(dx: Numbers, dy: Numbers, y: Numbers, rows: number): void {
  const R = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, dyi, yi] = [dx, dy, y].map((t) => rowsOf(t, rows, i));
    const s = sum(yi.length, (j) => dyi[j], R.r);
    for (let j = 0; j < yi.length; j++) dxi[j] = flush(R.r(dyi[j] - R.r(R.exp(yi[j]) * s)), R);
  }
}

export function logSumExp(out: Numbers, x: Numbers, rows: number): void {
  const R = real(out);
  const work = x.slice(0, x.length / rows);
  for (let i = 0; i < rows; i++) {
    const top = shiftedExp(work, rowsOf(x, rows, i), R);
    out[i] = R.r(top + R.log(sum(work.length, (j) => work[j], R.r)));
  }
}

export function maxPieces(y: Numbers, k: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const at = i * cols + j;
      k[at] = 0;
      y[at] = x[i * pieces * cols + j];
      for (let p = 1; p < pieces; p++) {
        const v = x[(i * pieces + p) * cols + j];
        if (v > y[at] || v !== v) {
          y[at] = v;
          k[at] = p;
        }
      }
    }
}

export function maxPiecesBackward(
  dx: Numbers,
  dy: Numbers,
  k: Numbers,
  rows: number,
  pieces: number,
  cols: number,
): void {
  for (let i = 0; i < rows; i++)
    for (let p = 0; p < pieces; p++)
      for (let j = 0; j < cols; j++) dx[(i * pieces + p) * cols + j] = k[i * cols + j] === p ? dy[i * cols + j] : 0;
}

export function sumPieces(y: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [rowsOf(y, rows, i), rowsOf(x, rows, i)];
    if (cols === 1) yi[0] = reduce(op.SUM, xi);
    else addColumnSums(yi.fill(0), xi, pieces, cols);
  }
}

export function repeatPieces(y: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++) for (let p = 0; p < pieces; p++) y.set(rowsOf(x, rows, i), (i * pieces + p) * cols);
}

export function transpose(y: Numbers, x: Numbers, rows: number, cols: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) y[j * rows + i] = x[i * cols + j];
}

export function monomials(y: Numbers, x: Numbers, plan: Numbers, rows: number): void {
  const { r } = real(y);
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [rowsOf(y, rows, i), rowsOf(x, rows, i)];
    for (let m = 0; m < yi.length; m++) {
      const [parent, k] = [plan[2 * m], plan[2 * m + 1]];
      yi[m] = parent < 0 ? xi[k] : r(yi[parent] * xi[k]);
    }
  }
}

export function monomialsBackward(dx: Numbers, g: Numbers, x: Numbers, y: Numbers, plan: Numbers, rows: number): void {
  const { r } = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, gi, xi, yi] = [dx, g, x, y].map((t) => rowsOf(t, rows, i));
    dxi.fill(0);
    for (let m = gi.length - 1; m >= 0; m--) {
      const [parent, k] = [plan[2 * m], plan[2 * m + 1]];
      dxi[k] = r(dxi[k] + (parent < 0 ? gi[m] : r(gi[m] * yi[parent])));
      if (parent >= 0) gi[parent] = r(gi[parent] + r(gi[m] * xi[k]));
    }
  }
}

export function squaredDistances(y: Numbers, x: Numbers, c: Numbers, a: number, n: number): void {
  const { r } = real(y);
  const count = c.length / n;
  for (let i = 0; i < y.length; i++) {
    let s = 0;
    for (let k = 0; k < n; k++) {
      const d = r(x[Math.floor(i / count) * n + k] - c[(i % count) * n + k]);
      s = r(s + r(d * d));
    }
    y[i] = r(r(a) * s);
  }
}

export function squaredDistancesBackward(dx: Numbers, g: Numbers, x: Numbers, c: Numbers, n: number): void {
  const { r } = real(dx);
  const count = c.length / n;
  for (let i = 0; i < dx.length; i++) {
    const row = Math.floor(i / n);
    let s = 0;
    for (let j = 0; j < count; j++) s = r(s + r(g[row * count + j] * r(x[i] - c[j * n + (i % n)])));
    dx[i] = s;
  }
}

export function addCentresBackward(dc: Numbers, g: Numbers, x: Numbers, c: Numbers, n: number): void {
  const { r } = real(dc);
  const count = c.length / n;
  for (let i = 0; i < g.length; i++) {
    const [row, j] = [Math.floor(i / count), i % count];
    for (let k = 0; k < n; k++) {
      const at = j * n + k;
      dc[at] = r(dc[at] + r(g[i] * r(c[at] - x[row * n + k])));
    }
  }
}

export function nll(l: Numbers, y: Numbers, t: Numbers, w: Numbers | undefined, e: number, ignore: number): number {
  const { r } = real(l);
  const cols = y.length / l.length;
  const [keep, share] = [r(1 - e), r(e / cols)];
  let total = 0;
  for (let i = 0; i < l.length; i++) {
    l[i] = 0;
    if (t[i] === ignore) continue;
    l[i] = -r(r(keep * (w?.[t[i]] ?? 1)) * y[i * cols + t[i]]);
    if (e > 0) {
      let s = 0;
      for (let j = 0; j < cols; j++) s = r(s + r((w?.[j] ?? 1) * y[i * cols + j]));
      l[i] = r(l[i] - r(share * s));
    }
    total += w?.[t[i]] ?? 1;
  }
  return total;
}

export function nllBackward(
  dy: Numbers,
  t: Numbers,
  w: Numbers | undefined,
  e: number,
  ignore: number,
  a: number,
): void {
  const { r } = real(dy);
  const cols = dy.length / t.length;
  for (let i = 0; i < dy.length; i++) {
    const [k, j] = [t[Math.floor(i / cols)], i % cols];
    let v = 0;
    if (k !== ignore) {
      if (e > 0) v = r(r(e / cols) * (w?.[j] ?? 1));
      if (j === k) v = r(v + r(r(1 - e) * (w?.[j] ?? 1)));
    }
    dy[i] = -r(r(a) * v);
  }
}

export function softNll(l: Numbers, y: Numbers, t: Numbers, w: Numbers | undefined, e: number): void {
  const { r } = real(l);
  const cols = y.length / l.length;
  for (let i = 0; i < l.length; i++) {
    let s = 0;
    for (let j = 0; j < cols; j++) {
      const p = r(r(r(1 - e) * t[i * cols + j]) + r(e / cols));
      s = r(s + r(r((w?.[j] ?? 1) * p) * y[i * cols + j]));
    }
    l[i] = -s;
  }
}

export function softNllBackward(
  dy: Numbers,
  t: Numbers,
  w: Numbers | undefined,
  e: number,
  a: number,
  cols: number,
): void {
  const { r } = real(dy);
  for (let i = 0; i < dy.length; i++) dy[i] = -r(r(a) * r((w?.[i % cols] ?? 1) * r(r(r(1 - e) * t[i]) + r(e / cols))));
}

export function sgd(
  w: Numbers,
  g: Numbers,
  v: Numbers | undefined,
  eta: number,
  mu: number,
  undamped: number,
  lambda: number,
  nesterov: boolean,
  first: boolean,
): void {
  const R = real(w);
  const { r } = R;
  const [E, M, U, L] = [r(eta), r(mu), r(undamped), r(lambda)];
  for (let i = 0; i < w.length; i++) {
    let d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    if (v !== undefined) {
      v[i] = flush(first ? d : r(r(M * v[i]) + r(U * d)), R);
      d = nesterov ? r(d + r(M * v[i])) : v[i];
    }
    w[i] = r(w[i] - r(E * d));
  }
}

export function adam(
  w: Numbers,
  g: Numbers,
  m: Numbers,
  v: Numbers,
  top: Numbers | undefined,
  alpha: number,
  beta1: number,
  beta2: number,
  rho: number,
  eps: number,
  lambda: number,
  kappa: number,
): void {
  const R = real(w);
  const { r } = R;
  const [A, B1, B2, C1, C2, P, E, L, K] = [alpha, beta1, beta2, 1 - beta1, 1 - beta2, rho, eps, lambda, kappa].map(r);
  for (let i = 0; i < w.length; i++) {
    const d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    m[i] = flush(r(r(B1 * m[i]) + r(C1 * d)), R);
    v[i] = flush(r(r(B2 * v[i]) + r(C2 * r(d * d))), R);
    if (top !== undefined) top[i] = Math.max(top[i], v[i]);
    const size = r(r(r(Math.sqrt(top?.[i] ?? v[i])) / P) + E);
    w[i] = r(r(K * w[i]) - r(A * r(m[i] / size)));
  }
}
