import type { Numbers } from "../../tensor.ts";
import { real, rowsOf, type Real } from "./real.ts";

function logSum(a: number, b: number, c: number, { r, exp, log }: Real): number {
  let m = a > b ? a : b;
  m = m > c ? m : c;
  if (m === -Infinity) return a + b + c; // or NaN
  return r(m + log(r(r(exp(r(a - m)) + exp(r(b - m))) + exp(r(c - m)))));
}

const classOf = (t: Numbers, s: number, blank: number): number => (s & 1 ? t[s >> 1] : blank);
const skips = (t: Numbers, s: number): boolean => s > 1 && (s & 1) === 1 && t[s >> 1] !== t[(s >> 1) - 1];

export function ctc(
  l: Numbers,
  alpha: Numbers,
  y: Numbers,
  t: Numbers,
  n: Numbers,
  blank: number,
  steps: number,
  mean: boolean,
  finite: boolean,
): void {
  const R = real(l);
  const rows = l.length;
  const classes = y.length / rows / steps;
  const width = (2 * t.length) / rows + 1;
  for (let i = 0; i < rows; i++) {
    const [a, p, k] = [alpha, y, t].map((x) => rowsOf(x, rows, i));
    const [time, states] = [n[2 * i], 2 * n[2 * i + 1] + 1];
    for (let j = 0; j < time; j++)
      for (let s = 0; s < states; s++) {
        const before = (back: number): number => (s < back ? -Infinity : a[(j - 1) * width + s - back]);
        const e = p[j * classes + classOf(k, s, blank)];
        if (j === 0) a[s] = s < 2 ? e : -Infinity;
        else a[j * width + s] = R.r(logSum(before(0), before(1), skips(k, s) ? before(2) : -Infinity, R) + e);
      }
    const last = (time - 1) * width + states - 1;
    const v = -logSum(a[last], states > 1 ? a[last - 1] : -Infinity, -Infinity, R);
    l[i] = finite && v === Infinity ? 0 : mean && states > 3 ? R.r(v / (states >> 1)) : v;
  }
}

export function ctcBackward(
  dy: Numbers,
  alpha: Numbers,
  y: Numbers,
  t: Numbers,
  n: Numbers,
  blank: number,
  steps: number,
  slope: number,
  mean: boolean,
): void {
  const R = real(dy);
  const { r } = R;
  const rows = n.length / 2;
  const classes = y.length / rows / steps;
  const width = (2 * t.length) / rows + 1;
  dy.fill(0);
  for (let i = 0; i < rows; i++) {
    const [a, p, d, k] = [alpha, y, dy, t].map((x) => rowsOf(x, rows, i));
    const [time, count] = [n[2 * i], n[2 * i + 1]];
    const states = 2 * count + 1;
    const g = mean && count > 1 ? r(r(slope) / count) : r(slope);
    const beta = a.subarray(steps * width);
    const last = (time - 1) * width + states - 1;
    const total = logSum(a[last], states > 1 ? a[last - 1] : -Infinity, -Infinity, R);
    for (let j = time - 1; j >= 0 && total !== -Infinity; j--)
      for (let s = 0; s < states; s++) {
        const after = (q: number): number => r(beta[q] + p[(j + 1) * classes + classOf(k, q, blank)]);
        if (j === time - 1) beta[s] = s >= states - 2 ? 0 : -Infinity;
        else {
          const step = s + 1 < states ? after(s + 1) : -Infinity;
          beta[s] = logSum(after(s), step, s + 2 < states && skips(k, s + 2) ? after(s + 2) : -Infinity, R);
        }
        const to = j * classes + classOf(k, s, blank);
        d[to] = r(d[to] - r(g * R.exp(r(r(a[j * width + s] + beta[s]) - total))));
      }
  }
}
