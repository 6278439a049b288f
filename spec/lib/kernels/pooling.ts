import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Tensor } from "../../../lib/tensor.ts";
import { rowCounts, type Cases, type Draw } from "./harness.ts";

type Sizes = [h: number, w: number, oh: number, ow: number];

const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 17];

/** Planes and outputs of any sizes. */
function sizesOf(d: Draw): { planes: number; sizes: Sizes; n: number; m: number } {
  const [h, w, oh, ow] = [d.of(lengths), d.of(lengths), d.of(lengths), d.of(lengths)];
  const planes = d.of(rowCounts);
  return { planes, sizes: [h, w, oh, ow], n: planes * h * w, m: planes * oh * ow };
}

const integers = (values: readonly number[]): Tensor => Tensor.from(values, [values.length], "int32");

/** Windows anywhere in the plane, all of one size as pooling has them, or of any, some of them empty. */
function windowsOf(d: Draw, [h, w, oh, ow]: Sizes): Tensor {
  const along = (n: number, count: number): number[] => {
    const all = d.chance() ? 1 + d.rng.integer(Math.min(n, 4)) : undefined;
    return Array.from({ length: count }, () => {
      const from = d.rng.integer(all === undefined ? n : n - all + 1);
      return [from, from + (all ?? d.rng.integer(n - from + 1)), 1 + d.rng.integer(5)];
    }).flat();
  };
  return integers([...along(h, oh), ...along(w, ow)]);
}

/** Any two neighbours for each row and column, and shares that are 0 now and then. */
function neighboursOf(d: Draw, [h, w, oh, ow]: Sizes): { neighbours: Tensor; shares: Tensor } {
  const pairs = (n: number, count: number): number[] => Array.from({ length: 2 * count }, () => d.rng.integer(n));
  const shares = Array.from({ length: oh + ow }, () => (d.chance() ? 0 : d.rng.next()));
  return {
    neighbours: integers([...pairs(h, oh), ...pairs(w, ow)]),
    shares: Tensor.from(shares, [oh + ow], d.dtype),
  };
}

export const cases: Cases = {
  maxPool: (d) => {
    const { sizes, n, m } = sizesOf(d);
    const [dh, dw] = [d.of([1, 2, 3]), d.of([1, 2, 3])];
    return {
      operands: [d.floats(m), d.integers(m, 9), d.floats(n), windowsOf(d, sizes)],
      kernel: ([y, k, x, windows]) => kernels.maxPool(y, k, x, windows, dh, dw, ...sizes),
      plain: ([y, k, x, windows]) => reference.maxPool(y, k, x, windows, dh, dw, ...sizes),
    };
  },
  avgPool: (d) => {
    const { sizes, n, m } = sizesOf(d);
    const divisor = d.of([0, 3, -1.7]);
    return {
      operands: [d.floats(m), d.floats(n), windowsOf(d, sizes)],
      kernel: ([y, x, windows]) => kernels.avgPool(y, x, windows, divisor, ...sizes),
      plain: ([y, x, windows]) => reference.avgPool(y, x, windows, divisor, ...sizes),
    };
  },
  avgPoolBackward: (d) => {
    const { sizes, n, m } = sizesOf(d);
    const divisor = d.of([0, 3, -1.7]);
    return {
      operands: [d.floats(n), d.floats(m), windowsOf(d, sizes)],
      kernel: ([dx, dy, windows]) => kernels.avgPoolBackward(dx, dy, windows, divisor, ...sizes),
      plain: ([dx, dy, windows]) => reference.avgPoolBackward(dx, dy, windows, divisor, ...sizes),
    };
  },
  interpolate: (d) => {
    const { sizes, n, m } = sizesOf(d);
    const { neighbours, shares } = neighboursOf(d, sizes);
    return {
      operands: [d.floats(m), d.floats(n), neighbours, shares],
      kernel: ([y, x, places, parts]) => kernels.interpolate(y, x, places, parts, ...sizes),
      plain: ([y, x, places, parts]) => reference.interpolate(y, x, places, parts, ...sizes),
    };
  },
  interpolateBackward: (d) => {
    const { sizes, n, m } = sizesOf(d);
    const { neighbours, shares } = neighboursOf(d, sizes);
    return {
      operands: [d.floats(n), d.floats(m), neighbours, shares],
      kernel: ([dx, dy, places, parts]) => kernels.interpolateBackward(dx, dy, places, parts, ...sizes),
      plain: ([dx, dy, places, parts]) => reference.interpolateBackward(dx, dy, places, parts, ...sizes),
    };
  },
};
