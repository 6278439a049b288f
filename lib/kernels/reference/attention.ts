import type { Numbers } from "../../tensor.ts";
import { flush, real, rowsOf, sum } from "./real.ts";

export function attend(
  p: Numbers,
  s: Numbers,
  padding: Numbers | undefined,
  mask: Numbers | undefined,
  [batch, heads, queries, keys]: readonly number[],
  scale: number,
  causal: boolean,
): void {
  const R = real(p);
  const c = R.r(scale);
  const rows = batch * heads * queries;
  const each = mask !== undefined && mask.length < s.length ? heads : 1;
  for (let row = 0; row < rows; row++) {
    const [b, i] = [Math.floor(row / (heads * queries)), row % queries];
    const [to, from] = [rowsOf(p, rows, row), rowsOf(s, rows, row)];
    const line = (Math.floor(row / (each * queries)) * queries + i) * keys;
    for (let j = 0; j < keys; j++) {
      const hidden = (causal && j > i) || (padding !== undefined && padding[b * keys + j] !== 0);
      const v = R.r(c * from[j]);
      to[j] = hidden ? -Infinity : mask === undefined ? v : R.r(v + mask[line + j]);
    }
    const most = to.reduce((m, v) => (v > m ? v : m), to[0]);
    const top = most === -Infinity ? 0 : most;
    for (let j = 0; j < keys; j++) to[j] = R.exp(R.r(to[j] - top));
    const all = sum(keys, (j) => to[j], R.r);
    for (let j = 0; j < keys; j++) to[j] = R.r(to[j] / (all === 0 ? 1 : all));
  }
}

export function attendBackward(ds: Numbers, dp: Numbers, p: Numbers, rows: number, scale: number): void {
  const R = real(ds);
  const c = R.r(scale);
  for (let i = 0; i < rows; i++) {
    const [to, from, weights] = [ds, dp, p].map((t) => rowsOf(t, rows, i));
    const s = sum(to.length, (j) => R.r(from[j] * weights[j]), R.r);
    for (let j = 0; j < to.length; j++) to[j] = flush(R.r(c * R.r(weights[j] * R.r(from[j] - s))), R);
  }
}

export function rotate(
  y: Numbers,
  angles: Numbers,
  [batch, time, ld, at, pieces, size]: readonly number[],
  back: boolean,
): void {
  const { r } = real(y);
  for (let row = 0; row < batch * time; row++)
    for (let k = 0; k < pieces; k++)
      for (let i = 0; i < size; i += 2) {
        const [from, angle] = [row * ld + at + k * size + i, (row % time) * size + i];
        const [a, b, c] = [y[from], y[from + 1], angles[angle]];
        const s = back ? -angles[angle + 1] : angles[angle + 1];
        y[from] = r(r(a * c) - r(b * s));
        y[from + 1] = r(r(a * s) + r(b * c));
      }
}
