import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import * as op from "../../../lib/kernels/wasm/ops.ts";
import { Tensor, type Numbers } from "../../../lib/tensor.ts";
import type { Cases, Draw } from "./harness.ts";

/** A division of x into groups, with all that may be known of them. */
function grouped(d: Draw) {
  const [batch, groups, channels] = [d.of([1, 2, 3, 7]), d.of([1, 2, 3, 8]), d.of([1, 1, 2, 5])];
  const of = { batch, groups, channels, space: d.of([1, 1, 2, 3, 4, 9]), pooled: d.chance() };
  const sizes: reference.Sizes = [batch, groups, channels, of.space, of.pooled ? 0 : 1];
  const count = of.pooled ? groups : batch * groups;
  const all = groups * channels;
  return { of, sizes, n: batch * all * of.space, all, stats: () => doubles(d, 4 * count), centred: d.chance() };
}

const doubles = (d: Draw, n: number): Tensor => d.floats(n).to("float64");
const lines = (t: Numbers, n: number): Numbers[] =>
  Array.from({ length: n }, (_, i) => t.subarray((i * t.length) / n, ((i + 1) * t.length) / n));
/** An operand that may be missing is the last. */
const perhaps = (d: Draw, n: number): Tensor[] => (d.chance() ? [d.floats(n)] : []);

export const cases: Cases = {
  statistics: (d) => {
    const { of, sizes, n, stats, centred } = grouped(d);
    return {
      operands: [stats(), d.floats(n)],
      kernel: ([s, x]) => kernels.statistics(s, x, of, 1e-5, centred),
      plain: ([s, x]) => {
        const [m, r, v] = lines(s.fill(0), 4);
        const a = 1 / (of.channels * of.space * (of.pooled ? of.batch : 1));
        if (centred) reference.addMeans(m, x, sizes, a);
        reference.addVariances(v, x, m, sizes, a);
        reference.map(reference.arithmetic, op.RSTD, r, v, 1e-5, 0);
      },
    };
  },
  givenStatistics: (d) => {
    const n = d.of([1, 2, 5, 8]);
    return {
      operands: [doubles(d, 4 * n), d.floats(n), d.floats(n)],
      kernel: ([s, m, v]) => kernels.givenStatistics(s, m, v, 1e-3),
      plain: ([s, m, v]) => {
        const [means, roots, variances] = lines(s, 4);
        means.set(m);
        variances.set(v);
        reference.map(reference.arithmetic, op.RSTD, roots, variances, 1e-3, 0);
      },
    };
  },
  normalise: (d) => {
    const { of, sizes, n, all, stats, centred } = grouped(d);
    const weights = perhaps(d, all);
    return {
      operands: [d.floats(n), d.floats(n), stats(), ...weights, ...(weights.length > 0 ? perhaps(d, all) : [])],
      kernel: ([y, x, s, w, b]) => kernels.normalise(y, x, s, w, b, of, centred),
      plain: ([y, x, s, w, b]) => {
        const [m, r] = lines(s, 4);
        reference.normalise(y, x, centred ? m : undefined, r, w, b, sizes);
      },
    };
  },
  normaliseSums: (d) => {
    const { of, sizes, n, all, stats, centred } = grouped(d);
    return {
      operands: [stats(), doubles(d, 2 * all), d.floats(n), d.floats(n), ...perhaps(d, all)],
      kernel: ([s, sums, dy, x, w]) => kernels.normaliseSums(s, sums, dy, x, w, of, centred),
      plain: ([s, sums, dy, x, w]) => {
        const [m, r, p, q] = lines(s, 4);
        const [db, dw] = lines(sums.fill(0), 2);
        reference.addNormaliseSums([p.fill(0), q.fill(0)], [db, dw], dy, x, centred ? m : undefined, r, w, sizes);
      },
    };
  },
  normaliseBackward: (d) => {
    const { of, sizes, n, all, stats, centred } = grouped(d);
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n), stats(), ...perhaps(d, all)],
      kernel: ([dx, dy, x, s, w]) => kernels.normaliseBackward(dx, dy, x, s, w, of, centred),
      plain: ([dx, dy, x, s, w]) => {
        const [m, r, p, q] = lines(s, 4);
        const a = 1 / (of.channels * of.space * (of.pooled ? of.batch : 1));
        const [mean, sum] = centred ? [m, p] : [undefined, undefined];
        reference.normaliseBackward(dx, dy, x, mean, r, w, sum, q, sizes, a);
      },
    };
  },
  mix: (d) => {
    const [n, i, a, b] = [d.of([1, 2, 5, 8]), d.of([0, 1, 2, 3]), d.rng.normal(), d.rng.normal()];
    return {
      operands: [d.floats(n), doubles(d, 4 * n)],
      kernel: ([y, s]) => kernels.mix(y, a, s, i, b),
      plain: ([y, s]) => reference.mix(y, a, lines(s, 4)[i], b),
    };
  },
  windowSums: (d) => {
    const [batch, channels, space] = [d.of([1, 2, 3]), d.of([1, 2, 5, 9]), d.of([1, 2, 3, 17])];
    const [before, after] = [d.of([0, 1, 2, 9]), d.of([0, 1, 2, 9])];
    const n = batch * channels * space;
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([z, x]) => kernels.windowSums(z, x, channels, space, before, after),
      plain: ([z, x]) => reference.windowSums(z, x, channels, space, before, after),
    };
  },
};
