import type { Numbers } from "../../tensor.ts";
import { addColumnSums } from "./products.ts";
import { float64, rowsOf, sum } from "./real.ts";

// All arithmetic is in float64, as plain numbers are; storing rounds.

/** x [batch, groups, channels, space]; statistics are of a group, in each batch entry (`own` 1) or in all of them (0). */
export type Sizes = readonly [batch: number, groups: number, channels: number, space: number, own: number];

/** Calls f for every batch entry and group: where its statistics stand, where its elements begin, its first channel. */
function each(sizes: Sizes, f: (at: number, from: number, channel: number) => void): void {
  const [batch, groups, channels, space, own] = sizes;
  for (let n = 0; n < batch; n++)
    for (let g = 0; g < groups; g++) f(own * n * groups + g, (n * groups + g) * channels * space, g * channels);
}

export function addMeans(out: Numbers, x: Numbers, sizes: Sizes, a: number): void {
  const len = sizes[2] * sizes[3];
  each(sizes, (g, from) => (out[g] += a * sum(len, (i) => x[from + i], float64.r)));
}

export function addVariances(out: Numbers, x: Numbers, mean: Numbers, sizes: Sizes, a: number): void {
  const len = sizes[2] * sizes[3];
  each(
    sizes,
    (g, from) => (out[g] += a * sum(len, (i) => (x[from + i] - mean[g]) * (x[from + i] - mean[g]), float64.r)),
  );
}

export function normalise(
  y: Numbers,
  x: Numbers,
  mean: Numbers | undefined,
  rstd: Numbers,
  w: Numbers | undefined,
  b: Numbers | undefined,
  sizes: Sizes,
): void {
  const [, , channels, space] = sizes;
  each(sizes, (g, from, c) => {
    for (let i = 0; i < channels * space; i++) {
      const k = c + Math.floor(i / space);
      y[from + i] = (w?.[k] ?? 1) * ((x[from + i] - (mean?.[g] ?? 0)) * rstd[g]) + (b?.[k] ?? 0);
    }
  });
}

export function addNormaliseSums(
  [p, q]: readonly [Numbers, Numbers],
  [db, dw]: readonly [Numbers, Numbers],
  dy: Numbers,
  x: Numbers,
  mean: Numbers | undefined,
  rstd: Numbers,
  w: Numbers | undefined,
  sizes: Sizes,
): void {
  const [, , channels, space] = sizes;
  each(sizes, (g, from, c) => {
    const slope = (i: number): number => dy[from + i] * ((x[from + i] - (mean?.[g] ?? 0)) * rstd[g]);
    if (space === 1) {
      p[g] += sum(channels, (k) => (w?.[c + k] ?? 1) * dy[from + k], float64.r);
      q[g] += sum(channels, (k) => (w?.[c + k] ?? 1) * slope(k), float64.r);
    }
    for (let k = 0; k < channels; k++) {
      const a = sum(space, (i) => dy[from + k * space + i], float64.r);
      const h = sum(space, (i) => slope(k * space + i), float64.r);
      db[c + k] += a;
      dw[c + k] += h;
      if (space === 1) continue;
      p[g] += (w?.[c + k] ?? 1) * a;
      q[g] += (w?.[c + k] ?? 1) * h;
    }
  });
}

export function normaliseBackward(
  dx: Numbers,
  dy: Numbers,
  x: Numbers,
  mean: Numbers | undefined,
  rstd: Numbers,
  w: Numbers | undefined,
  p: Numbers | undefined,
  q: Numbers,
  sizes: Sizes,
  a: number,
): void {
  const [, , channels, space] = sizes;
  each(sizes, (g, from, c) => {
    for (let i = 0; i < channels * space; i++) {
      const h = (x[from + i] - (mean?.[g] ?? 0)) * rstd[g];
      const d = (w?.[c + Math.floor(i / space)] ?? 1) * dy[from + i] - a * (p?.[g] ?? 0);
      dx[from + i] = rstd[g] * (d - h * (a * q[g]));
    }
  });
}

export function mix(y: Numbers, a: number, d: Numbers, b: number): void {
  for (let i = 0; i < y.length; i++) y[i] = a * y[i] + b * d[i];
}

export function windowSums(
  z: Numbers,
  x: Numbers,
  channels: number,
  space: number,
  before: number,
  after: number,
): void {
  const lines = z.length / space;
  for (let i = 0; i < lines; i++) {
    const c = i % channels;
    const [low, high] = [Math.max(c - before, 0), Math.min(c + after, channels - 1)];
    const first = i - c + low;
    const part = x.subarray(first * space, (first + high - low + 1) * space);
    addColumnSums(rowsOf(z, lines, i).fill(0), part, high - low + 1, space);
  }
}
