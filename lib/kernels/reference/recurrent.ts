import type { Numbers } from "../../tensor.ts";
import { flush, real } from "./real.ts";

/** Where lines lie: from which element on, and how far apart along either axis. */
type Lines = readonly [at: number, a: number, b: number];

export function copyRuns(
  y: Numbers,
  [oy, ya, yb]: Lines,
  x: Numbers,
  [ox, xa, xb]: Lines,
  [a, b, c]: readonly [number, number, number],
): void {
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) y[oy + i * ya + j * yb + k] = x[ox + i * xa + j * xb + k];
}

export function hold(
  y: Numbers,
  x: Numbers | undefined,
  lengths: Numbers,
  first: number,
  rows: number,
  cols: number,
): void {
  const ld = x === undefined || x.length === cols ? 0 : cols;
  for (let p = 0; p < y.length; p++) {
    const line = Math.floor(p / cols);
    const i = line % rows;
    if (first + Math.floor(line / rows) >= lengths[i]) y[p] = x === undefined ? 0 : x[i * ld + (p % cols)];
  }
}

export function rnnBackward(a: Numbers, dh: Numbers, h: Numbers, relu: boolean): void {
  const R = real(a);
  const { r } = R;
  for (let j = 0; j < a.length; j++) {
    const slope = relu ? (h[j] <= 0 ? 0 : dh[j]) : r(dh[j] * r(1 - r(h[j] * h[j])));
    a[j] = flush(slope, R);
    dh[j] = 0;
  }
}

export function lstmForward(s: Numbers, h: Numbers, before: Numbers, n: number): void {
  const { r, sigmoid, tanh } = real(s);
  for (let p = 0; p < h.length; p++) {
    const [row, j] = [Math.floor(p / n), p % n];
    const at = (k: number): number => (5 * row + k) * n + j;
    for (const k of [0, 1, 3]) s[at(k)] = sigmoid(s[at(k)]);
    s[at(2)] = tanh(s[at(2)]);
    s[at(4)] = r(r(s[at(1)] * before[at(4)]) + r(s[at(0)] * s[at(2)]));
    h[p] = r(s[at(3)] * tanh(s[at(4)]));
  }
}

export function lstmBackward(a: Numbers, dc: Numbers, dh: Numbers, s: Numbers, before: Numbers, n: number): void {
  const R = real(a);
  const { r, tanh } = R;
  const slope = (v: number): number => r(v * r(1 - v));
  for (let p = 0; p < dh.length; p++) {
    const [row, j] = [Math.floor(p / n), p % n];
    const at = (k: number): number => (5 * row + k) * n + j;
    const [i, f, g, o, t] = [s[at(0)], s[at(1)], s[at(2)], s[at(3)], tanh(s[at(4)])];
    const e = r(dc[p] + r(r(dh[p] * o) * r(1 - r(t * t))));
    const parts = [
      r(r(e * g) * slope(i)),
      r(r(e * before[at(4)]) * slope(f)),
      r(r(e * i) * r(1 - r(g * g))),
      r(r(dh[p] * t) * slope(o)),
    ];
    for (const [k, part] of parts.entries()) a[(4 * row + k) * n + j] = flush(part, R);
    dc[p] = flush(r(e * f), R);
    dh[p] = 0;
  }
}

export function gruForward(s: Numbers, h: Numbers, u: Numbers, before: Numbers, n: number): void {
  const { r, sigmoid, tanh } = real(s);
  for (let p = 0; p < h.length; p++) {
    const [row, j] = [Math.floor(p / n), p % n];
    const [at, of] = [(k: number): number => (4 * row + k) * n + j, (k: number): number => (3 * row + k) * n + j];
    for (const k of [0, 1]) s[at(k)] = sigmoid(r(s[at(k)] + u[of(k)]));
    s[at(3)] = u[of(2)];
    s[at(2)] = tanh(r(s[at(2)] + r(s[at(0)] * s[at(3)])));
    const z = s[at(1)];
    h[p] = r(r(r(1 - z) * s[at(2)]) + r(z * before[p]));
  }
}

export function gruBackward(a: Numbers, u: Numbers, dh: Numbers, s: Numbers, before: Numbers, n: number): void {
  const R = real(a);
  const { r } = R;
  const slope = (v: number): number => r(v * r(1 - v));
  for (let p = 0; p < dh.length; p++) {
    const [row, j] = [Math.floor(p / n), p % n];
    const of = (k: number): number => (3 * row + k) * n + j;
    const [gr, z, c, m] = [0, 1, 2, 3].map((k) => s[(4 * row + k) * n + j]);
    const dn = flush(r(r(dh[p] * r(1 - z)) * r(1 - r(c * c))), R);
    const dz = flush(r(r(dh[p] * r(before[p] - c)) * slope(z)), R);
    const dr = flush(r(r(dn * m) * slope(gr)), R);
    [a[of(0)], a[of(1)], a[of(2)]] = [dr, dz, dn];
    [u[of(0)], u[of(1)], u[of(2)]] = [dr, dz, flush(r(dn * gr), R)];
    dh[p] = flush(r(dh[p] * z), R);
  }
}
