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
