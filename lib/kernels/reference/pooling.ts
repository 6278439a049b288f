import type { Numbers } from "../../tensor.ts";
import { real } from "./real.ts";

/** Calls `each` for every output, in their order: its index, that of its plane's start, and its row and column. */
function outputs(
  y: Numbers,
  [h, w, oh, ow]: readonly number[],
  each: (at: number, plane: number, i: number, j: number) => void,
): void {
  for (let at = 0; at < y.length; at++) each(at, Math.floor(at / (oh * ow)) * h * w, Math.floor(at / ow) % oh, at % ow);
}

/** The places of a window in its plane, row by row. */
function* placesIn(windows: Numbers, i: number, j: number, dh: number, dw: number, w: number): Generator<number> {
  for (let r = windows[3 * i]; r < windows[3 * i + 1]; r += dh)
    for (let c = windows[3 * j]; c < windows[3 * j + 1]; c += dw) yield r * w + c;
}

export function maxPool(
  y: Numbers,
  k: Numbers,
  x: Numbers,
  windows: Numbers,
  dh: number,
  dw: number,
  ...sizes: [h: number, w: number, oh: number, ow: number]
): void {
  const [, w, oh] = sizes;
  outputs(y, sizes, (at, plane, i, j) => {
    y[at] = -Infinity;
    k[at] = -1;
    for (const place of placesIn(windows, i, oh + j, dh, dw, w)) {
      const v = x[plane + place];
      if (v > y[at] || v !== v || k[at] < 0) {
        y[at] = v;
        k[at] = place;
      }
    }
  });
}

/** What a window's sum is divided by. */
function countOf(windows: Numbers, i: number, j: number, divisor: number): number {
  return divisor === 0 ? windows[3 * i + 2] * windows[3 * j + 2] : divisor;
}

export function avgPool(
  y: Numbers,
  x: Numbers,
  windows: Numbers,
  divisor: number,
  ...sizes: [h: number, w: number, oh: number, ow: number]
): void {
  const { r } = real(y);
  const [, w, oh] = sizes;
  outputs(y, sizes, (at, plane, i, j) => {
    let s = 0;
    for (const place of placesIn(windows, i, oh + j, 1, 1, w)) s += x[plane + place];
    y[at] = r(s / countOf(windows, i, oh + j, divisor));
  });
}

export function avgPoolBackward(
  dx: Numbers,
  dy: Numbers,
  windows: Numbers,
  divisor: number,
  ...sizes: [h: number, w: number, oh: number, ow: number]
): void {
  const { r } = real(dx);
  const [, w, oh] = sizes;
  dx.fill(0);
  outputs(dy, sizes, (at, plane, i, j) => {
    const g = r(dy[at] / countOf(windows, i, oh + j, divisor));
    for (const place of placesIn(windows, i, oh + j, 1, 1, w)) dx[plane + place] = r(dx[plane + place] + g);
  });
}

/** The four places between which y_ij lies, row a before row b, and its shares λ, μ. */
function between(
  neighbours: Numbers,
  shares: Numbers,
  i: number,
  j: number,
  w: number,
): [ac: number, ad: number, bc: number, bd: number, lambda: number, mu: number] {
  const [a, b] = [neighbours[2 * i] * w, neighbours[2 * i + 1] * w];
  const [c, d] = [neighbours[2 * j], neighbours[2 * j + 1]];
  return [a + c, a + d, b + c, b + d, shares[i], shares[j]];
}

export function interpolate(
  y: Numbers,
  x: Numbers,
  neighbours: Numbers,
  shares: Numbers,
  ...sizes: [h: number, w: number, oh: number, ow: number]
): void {
  const { r } = real(y);
  const [, w, oh] = sizes;
  outputs(y, sizes, (at, plane, i, j) => {
    const [ac, ad, bc, bd, lambda, mu] = between(neighbours, shares, i, oh + j, w);
    const along = (p: number, q: number): number => r(r(r(1 - mu) * x[plane + p]) + r(mu * x[plane + q]));
    y[at] = lambda === 0 ? along(ac, ad) : r(r(r(1 - lambda) * along(ac, ad)) + r(lambda * along(bc, bd)));
  });
}

export function interpolateBackward(
  dx: Numbers,
  dy: Numbers,
  neighbours: Numbers,
  shares: Numbers,
  ...sizes: [h: number, w: number, oh: number, ow: number]
): void {
  const { r } = real(dx);
  const [, w, oh] = sizes;
  dx.fill(0);
  outputs(dy, sizes, (at, plane, i, j) => {
    const [ac, ad, bc, bd, lambda, mu] = between(neighbours, shares, i, oh + j, w);
    const add = (p: number, g: number): void => void (dx[plane + p] = r(dx[plane + p] + g));
    const along = (p: number, q: number, g: number): void => {
      add(p, r(r(1 - mu) * g));
      add(q, r(mu * g));
    };
    along(ac, ad, lambda === 0 ? dy[at] : r(r(1 - lambda) * dy[at]));
    if (lambda !== 0) along(bc, bd, r(lambda * dy[at]));
  });
}
