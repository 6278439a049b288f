import type { Numbers } from "../../tensor.ts";
import { real, rowsOf, sum, type Real } from "./real.ts";

const dot = (x: Numbers, y: Numbers, r: Real["r"]): number => sum(x.length, (j) => r(x[j] * y[j]), r);

export function cosines(c: Numbers, x: Numbers, y: Numbers, eps: number): void {
  const { r } = real(c);
  for (let i = 0; i < c.length; i++) {
    const [xi, yi] = [x, y].map((t) => rowsOf(t, c.length, i));
    const [xx, yy] = [r(dot(xi, xi, r) + r(eps)), r(dot(yi, yi, r) + r(eps))];
    c[i] = r(dot(xi, yi, r) / r(Math.sqrt(r(xx * yy))));
  }
}

export function cosinesBackward(dx: Numbers, g: Numbers, x: Numbers, y: Numbers, eps: number): void {
  const { r } = real(dx);
  for (let i = 0; i < g.length; i++) {
    const [dxi, xi, yi] = [dx, x, y].map((t) => rowsOf(t, g.length, i));
    const [xx, yy] = [r(dot(xi, xi, r) + r(eps)), r(dot(yi, yi, r) + r(eps))];
    const norm = r(Math.sqrt(r(xx * yy)));
    const c = r(dot(xi, yi, r) / norm);
    for (let j = 0; j < xi.length; j++) dxi[j] = r(g[i] * r(r(yi[j] / norm) - r(r(c * xi[j]) / xx)));
  }
}

function power(u: number, p: number, R: Real): number {
  if (p === 1) return Math.abs(u);
  return p === 2 ? R.r(u * u) : R.exp(R.r(p * R.log(Math.abs(u))));
}

export function distances(d: Numbers, x: Numbers, y: Numbers, p: number, eps: number): void {
  const R = real(d);
  const { r } = R;
  for (let i = 0; i < d.length; i++) {
    const [xi, yi] = [x, y].map((t) => rowsOf(t, d.length, i));
    let s = 0;
    for (let j = 0; j < xi.length; j++) {
      const u = r(r(xi[j] - yi[j]) + r(eps));
      if (p === Infinity) s = Math.abs(u) > s || u !== u ? Math.abs(u) : s;
      else s = r(s + power(u, r(p), R));
    }
    if (p !== 1 && p !== Infinity) s = p === 2 ? r(Math.sqrt(s)) : R.exp(r(R.log(s) / r(p)));
    d[i] = s;
  }
}

export function distancesBackward(
  dx: Numbers,
  g: Numbers,
  d: Numbers,
  x: Numbers,
  y: Numbers,
  p: number,
  eps: number,
): void {
  const R = real(dx);
  const { r } = R;
  const cols = x.length / d.length;
  for (let at = 0; at < x.length; at++) {
    const i = Math.floor(at / cols);
    const u = r(r(x[at] - y[at]) + r(eps));
    const s = u < 0 ? -g[i] : g[i];
    if (d[i] === 0 || u === 0) dx[at] = 0;
    else if (p === 1) dx[at] = s;
    else if (p === Infinity) dx[at] = Math.abs(u) === d[i] ? s : 0;
    else dx[at] = r(s * power(r(u / d[i]), r(r(p) - 1), R));
  }
}

export function unitRows(y: Numbers, x: Numbers, rows: number, eps: number): void {
  const { r } = real(y);
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [y, x].map((t) => rowsOf(t, rows, i));
    const length = r(Math.sqrt(dot(xi, xi, r)));
    for (let j = 0; j < xi.length; j++) yi[j] = r(xi[j] / (length < r(eps) ? r(eps) : length));
  }
}

export function unitRowsBackward(dx: Numbers, dy: Numbers, x: Numbers, y: Numbers, rows: number, eps: number): void {
  const { r } = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, dyi, xi, yi] = [dx, dy, x, y].map((t) => rowsOf(t, rows, i));
    const length = r(Math.sqrt(dot(xi, xi, r)));
    const short = length < r(eps);
    const s = short ? 0 : dot(dyi, yi, r);
    for (let j = 0; j < xi.length; j++) dxi[j] = r(r(dyi[j] - r(yi[j] * s)) / (short ? r(eps) : length));
  }
}
