import type { Numbers } from "../../tensor.ts";
import { real, rowsOf } from "./real.ts";

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
