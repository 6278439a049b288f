// Normalisation of x [batch, groups, channels, space] by the statistics of its groups: `stats` [4, how many there are],
// always float64, has a line of means, one of 1/√(variance + ε), and two of sums. Arithmetic is in float64, too.
import type { Tensor } from "../tensor.ts";
import { clear } from "./elementwise.ts";
import { native as elementwise } from "./binaries/elementwise.ts";
import { native } from "./binaries/normalisation.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

/**
 * How x is divided: a group of `channels` × `space` elements has statistics of its own in each batch entry, or, where
 * they are `pooled`, one for all of the batch. Each of the groups · channels channels has its weight and bias.
 *
 *     batch norm [n, c, s]: groups = c, channels = 1, space = s, pooled       instance norm: the same, not pooled
 *     group norm [n, c, s]: groups = g, channels = c / g, space = s           layer norm [n, d]: channels = d
 */
export interface Groups {
  readonly batch: number;
  readonly groups: number;
  readonly channels: number;
  readonly space: number;
  readonly pooled: boolean;
}

const sizes = ({ batch, groups, channels, space, pooled }: Groups): reference.Sizes => [
  batch,
  groups,
  channels,
  space,
  pooled ? 0 : 1,
];

/** Line i of the statistics, and of the sums of channels. */
const lineOf = (t: Tensor, i: number, lines: number): Tensor["data"] =>
  t.data.subarray((i * t.size) / lines, ((i + 1) * t.size) / lines);

/**
 * Line 0 = means m (or, not `centred`, 0), line 2 = variances, Σ (x − m)² / count, line 1 = 1/√(variance + eps). Two
 * passes, so that a large mean costs no digits. Sums go along the elements of a group as `sum` does, then on from one
 * batch entry to the next.
 */
export function statistics(stats: Tensor, x: Tensor, of: Groups, eps: number, centred: boolean): void {
  const { batch, groups, channels, space, pooled } = of;
  const len = channels * space;
  const a = 1 / (pooled ? batch * len : len);
  const [own, line] = [pooled ? 0 : 1, 2 * stats.size];
  clear(stats);
  if (centred) {
    let at = 0; // where the statistics of a piece begin, in bytes
    run(
      native,
      "rU",
      batch,
      (wasm, n, px, ps) => {
        wasm.addMeans(n, groups, len, own, a, px, ps + at);
        at += own * n * groups * 8;
      },
      () => reference.addMeans(lineOf(stats, 0, 4), x.data, sizes(of), a),
      x,
      stats,
    );
  }
  let at = 0;
  run(
    native,
    "rU",
    batch,
    (wasm, n, px, ps) => {
      wasm.addVariances(n, groups, len, own, a, px, ps + at, ps + at + 2 * line);
      at += own * n * groups * 8;
    },
    () => reference.addVariances(lineOf(stats, 2, 4), x.data, lineOf(stats, 0, 4), sizes(of), a),
    x,
    stats,
  );
  roots(stats, eps);
}

/** Line 0 = means, line 2 = variances, those given; line 1 = 1/√(variance + eps) */
export function givenStatistics(stats: Tensor, mean: Tensor, variance: Tensor, eps: number): void {
  stats.data.set(mean.data, 0);
  stats.data.set(variance.data, stats.size / 2);
  roots(stats, eps);
}

function roots(stats: Tensor, eps: number): void {
  const [count, line] = [stats.size / 4, 2 * stats.size];
  run(
    elementwise,
    "U",
    1,
    (wasm, _, ps) => wasm.map(op.RSTD, count, ps + 2 * line, ps + line, eps, 0),
    () => reference.map(reference.arithmetic, op.RSTD, lineOf(stats, 1, 4), lineOf(stats, 2, 4), eps, 0),
    stats,
  );
}

/** y = w x̂ + b with x̂ = (x − m) / √(variance + ε); not `centred`, m is 0; without w it is 1, without b 0 */
export function normalise(
  y: Tensor,
  x: Tensor,
  stats: Tensor,
  w: Tensor | undefined,
  b: Tensor | undefined,
  of: Groups,
  centred: boolean,
): void {
  const { batch, groups, channels, space, pooled } = of;
  const [own, line] = [pooled ? 0 : 1, 2 * stats.size];
  let at = 0;
  run(
    native,
    "wrRRR",
    batch,
    (wasm, n, py, px, ps, pw, pb) => {
      const mean = centred ? ps + at : 0;
      wasm.normalise(n, groups, channels, space, own, px, mean, ps + at + line, pw, pb, py);
      at += own * n * groups * 8;
    },
    () => {
      const mean = centred ? lineOf(stats, 0, 4) : undefined;
      reference.normalise(y.data, x.data, mean, lineOf(stats, 1, 4), w?.data, b?.data, sizes(of));
    },
    y,
    x,
    stats,
    w,
    b,
  );
}

/** Line 2 = Σ w dy and line 3 = Σ w dy x̂ of the groups; sums [2, groups · channels], float64: Σ dy, Σ dy x̂ of channels */
export function normaliseSums(
  stats: Tensor,
  sums: Tensor,
  dy: Tensor,
  x: Tensor,
  w: Tensor | undefined,
  of: Groups,
  centred: boolean,
): void {
  const { batch, groups, channels, space, pooled } = of;
  const [own, line] = [pooled ? 0 : 1, 2 * stats.size];
  clear(sums);
  clearSums(stats);
  let at = 0;
  run(
    native,
    "rrUUR",
    batch,
    (wasm, n, pdy, px, ps, pd, pw) => {
      const from = ps + at;
      const [m, r, p, q, dw] = [centred ? from : 0, from + line, from + 2 * line, from + 3 * line, pd + 4 * sums.size];
      wasm.addNormaliseSums(n, groups, channels, space, own, pdy, px, m, r, pw, p, q, pd, dw);
      at += own * n * groups * 8;
    },
    () => {
      const [m, r, p, q] = [0, 1, 2, 3].map((i) => lineOf(stats, i, 4));
      const ofChannels = [lineOf(sums, 0, 2), lineOf(sums, 1, 2)] as const;
      reference.addNormaliseSums([p, q], ofChannels, dy.data, x.data, centred ? m : undefined, r, w?.data, sizes(of));
    },
    dy,
    x,
    stats,
    sums,
    w,
  );
}

function clearSums(stats: Tensor): void {
  const line = 2 * stats.size;
  const plain = (): void => void stats.data.fill(0, stats.size / 2);
  run(elementwise, "U", 1, (wasm, _, ps) => wasm.clear(stats.size / 2, ps + 2 * line), plain, stats);
}

/** dx = (w dy − Σ w dy / count − x̂ Σ w dy x̂ / count) / √(variance + ε); not `centred`, without the first sum */
export function normaliseBackward(
  dx: Tensor,
  dy: Tensor,
  x: Tensor,
  stats: Tensor,
  w: Tensor | undefined,
  of: Groups,
  centred: boolean,
): void {
  const { batch, groups, channels, space, pooled } = of;
  const [own, line] = [pooled ? 0 : 1, 2 * stats.size];
  const a = 1 / (channels * space * (pooled ? batch : 1));
  let at = 0;
  run(
    native,
    "wrrRR",
    batch,
    (wasm, n, pdx, pdy, px, ps, pw) => {
      const from = ps + at;
      const [m, r, p, q] = [centred ? from : 0, from + line, centred ? from + 2 * line : 0, from + 3 * line];
      wasm.normaliseBackward(n, groups, channels, space, own, a, pdy, px, m, r, pw, p, q, pdx);
      at += own * n * groups * 8;
    },
    () => {
      const [m, r, p, q] = [0, 1, 2, 3].map((i) => lineOf(stats, i, 4));
      const [mean, sum] = centred ? [m, p] : [undefined, undefined];
      reference.normaliseBackward(dx.data, dy.data, x.data, mean, r, w?.data, sum, q, sizes(of), a);
    },
    dx,
    dy,
    x,
    stats,
    w,
  );
}

/** y = a y + b d, where d is line `i` of a float64 tensor of so many lines, computed in float64 and rounded once */
export function mix(y: Tensor, a: number, d: Tensor, i: number, b: number): void {
  const from = i * 8 * y.size;
  run(
    native,
    "UR",
    1,
    (wasm, _, py, pd) => wasm.mix(y.size, a, b, pd + from, py),
    () => reference.mix(y.data, a, d.data.subarray(i * y.size), b),
    y,
    d,
  );
}

/** z [batch, channels, space] = Σ x over the channels from `before` before each to `after` after it, in their order */
export function windowSums(z: Tensor, x: Tensor, channels: number, space: number, before: number, after: number): void {
  run(
    native,
    "wr",
    z.size / (channels * space),
    (wasm, n, pz, px) => wasm.windowSums(n, channels, space, before, after, px, pz),
    () => reference.windowSums(z.data, x.data, channels, space, before, after),
    z,
    x,
  );
}
