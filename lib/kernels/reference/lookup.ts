import type { Numbers } from "../../tensor.ts";
import { real, sum } from "./real.ts";

export function lookup(y: Numbers, w: Numbers, t: Numbers, cols: number): void {
  for (let i = 0; i < y.length; i++) y[i] = w[t[Math.floor(i / cols)] * cols + (i % cols)];
}

export function addLookupBackward(dw: Numbers, dy: Numbers, t: Numbers, cols: number, skip: number): void {
  const { r } = real(dw);
  for (let i = 0; i < dy.length; i++) {
    const row = t[Math.floor(i / cols)];
    const at = row * cols + (i % cols);
    if (row !== skip) dw[at] = r(dw[at] + dy[i]);
  }
}

export function limitRows(w: Numbers, t: Numbers, cols: number, most: number): void {
  const { r } = real(w);
  for (const row of t) {
    const p = w.subarray(row * cols, (row + 1) * cols);
    const norm = r(Math.sqrt(sum(cols, (j) => r(p[j] * p[j]), r)));
    if (norm > r(most)) for (let j = 0; j < cols; j++) p[j] = r(r(r(most) / r(norm + r(1e-7))) * p[j]);
  }
}

export function take(y: Numbers, x: Numbers, t: Numbers, n: number, m: number, cols: number): void {
  for (let i = 0; i < y.length; i++) y[i] = x[(Math.floor(i / (m * cols)) * n + t[i]) * cols + (i % cols)];
}

export function takeBackward(dx: Numbers, dy: Numbers, t: Numbers, n: number, m: number, cols: number): void {
  const { r } = real(dx);
  dx.fill(0);
  for (let i = 0; i < dy.length; i++) {
    const at = (Math.floor(i / (m * cols)) * n + t[i]) * cols + (i % cols);
    dx[at] = r(dx[at] + dy[i]);
  }
}

/** The rows of each bag in turn: the indices from its offset on, but for `skip`. */
function* bags(t: Numbers, o: Numbers, skip: number): Generator<[bag: number, rows: number[]]> {
  for (let b = 0; b < o.length; b++) yield [b, [...t.slice(o[b], o[b + 1] ?? t.length)].filter((row) => row !== skip)];
}

export function bagSums(
  y: Numbers,
  w: Numbers,
  t: Numbers,
  o: Numbers,
  cols: number,
  skip: number,
  mean: boolean,
): void {
  const { r } = real(y);
  y.fill(0);
  for (const [b, rows] of bags(t, o, skip))
    for (let j = 0; j < cols; j++) {
      const at = b * cols + j;
      for (const row of rows) y[at] = r(y[at] + w[row * cols + j]);
      if (mean && rows.length > 1) y[at] = r(y[at] / rows.length);
    }
}

export function addBagSumsBackward(
  dw: Numbers,
  dy: Numbers,
  t: Numbers,
  o: Numbers,
  cols: number,
  skip: number,
  mean: boolean,
): void {
  const { r } = real(dw);
  for (const [b, rows] of bags(t, o, skip))
    for (const row of rows)
      for (let j = 0; j < cols; j++) {
        const at = row * cols + j;
        dw[at] = r(dw[at] + r(dy[b * cols + j] / (mean ? rows.length : 1)));
      }
}

export function bagMax(y: Numbers, k: Numbers, w: Numbers, t: Numbers, o: Numbers, cols: number, skip: number): void {
  for (const [b, rows] of bags(t, o, skip))
    for (let j = 0; j < cols; j++) {
      const at = b * cols + j;
      [y[at], k[at]] = [0, -1];
      for (const row of rows) {
        const v = w[row * cols + j];
        if (k[at] < 0 || v > y[at] || v !== v) [y[at], k[at]] = [v, row];
      }
    }
}

export function addBagMaxBackward(dw: Numbers, dy: Numbers, k: Numbers, cols: number): void {
  const { r } = real(dw);
  for (let i = 0; i < dy.length; i++) {
    const at = k[i] * cols + (i % cols);
    if (k[i] >= 0) dw[at] = r(dw[at] + dy[i]);
  }
}
