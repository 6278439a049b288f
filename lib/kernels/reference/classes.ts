import type { Numbers } from "../../tensor.ts";
import { real } from "./real.ts";

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

export function multiMargin(
  l: Numbers,
  y: Numbers,
  t: Numbers,
  w: Numbers | undefined,
  p: number,
  margin: number,
): void {
  const { r } = real(l);
  const cols = y.length / l.length;
  for (let i = 0; i < l.length; i++) {
    const start = r(r(margin) - y[i * cols + t[i]]);
    let s = 0;
    for (let j = 0; j < cols; j++) {
      const z = r(start + y[i * cols + j]);
      if (j !== t[i] && !(z <= 0)) s = r(s + (p === 1 ? z : r(z * z)));
    }
    if (w !== undefined) s = r(s * w[t[i]]);
    l[i] = r(s / cols);
  }
}

export function multiMarginBackward(
  dy: Numbers,
  y: Numbers,
  t: Numbers,
  w: Numbers | undefined,
  p: number,
  margin: number,
  a: number,
): void {
  const { r } = real(dy);
  const cols = y.length / t.length;
  for (let i = 0; i < t.length; i++) {
    const [start, g] = [r(r(margin) - y[i * cols + t[i]]), r(r(r(a) / cols) * (w?.[t[i]] ?? 1))];
    let s = 0;
    for (let j = 0; j < cols; j++) {
      const z = r(start + y[i * cols + j]);
      dy[i * cols + j] = j === t[i] || z <= 0 ? 0 : p === 1 ? g : r(g * r(z + z));
      s = r(s + dy[i * cols + j]);
    }
    dy[i * cols + t[i]] = -s;
  }
}

/** The classes that stand in a row of t before the first −1. */
function labels(t: Numbers, i: number, cols: number): number[] {
  const row = [...t.subarray(i * cols, (i + 1) * cols)];
  const end = row.findIndex((k) => k < 0);
  return end < 0 ? row : row.slice(0, end);
}

export function multiLabelMargin(l: Numbers, y: Numbers, t: Numbers): void {
  const { r } = real(l);
  const cols = y.length / l.length;
  for (let i = 0; i < l.length; i++) {
    const own = labels(t, i, cols);
    let s = 0;
    for (let j = 0; j < cols; j++) {
      if (own.includes(j)) continue;
      for (const k of own) {
        const z = r(r(1 - y[i * cols + k]) + y[i * cols + j]);
        if (!(z <= 0)) s = r(s + z);
      }
    }
    l[i] = r(s / cols);
  }
}

export function multiLabelMarginBackward(dy: Numbers, y: Numbers, t: Numbers, a: number, cols: number): void {
  const { r } = real(dy);
  const g = r(r(a) / cols);
  dy.fill(0);
  for (let i = 0; i < y.length / cols; i++) {
    const own = labels(t, i, cols);
    for (let j = 0; j < cols; j++) {
      if (own.includes(j)) continue;
      for (const k of own) {
        const [at, from] = [i * cols + j, i * cols + k];
        if (r(r(1 - y[from]) + y[at]) <= 0) continue;
        dy[from] = r(dy[from] - g);
        dy[at] = r(dy[at] + g);
      }
    }
  }
}
