import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { columnCounts, rowCounts, sizes, type Cases } from "./harness.ts";

export const cases: Cases = {
  rnnBackward: (d) => {
    const [n, relu] = [d.of(sizes), d.chance()];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([a, dh, h]) => kernels.rnnBackward(a, dh, h, relu),
      plain: ([a, dh, h]) => reference.rnnBackward(a, dh, h, relu),
    };
  },
  lstmForward: (d) => {
    const [rows, n] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * 5 * n), d.floats(rows * n), d.floats(rows * 5 * n)],
      kernel: ([s, h, before]) => kernels.lstmForward(s, h, before, n),
      plain: ([s, h, before]) => reference.lstmForward(s, h, before, n),
    };
  },
  lstmBackward: (d) => {
    const [rows, n] = [d.of(rowCounts), d.of(columnCounts)];
    const [dc, dh, s, before] = [
      d.floats(rows * n),
      d.floats(rows * n),
      d.floats(rows * 5 * n),
      d.floats(rows * 5 * n),
    ];
    return {
      operands: [d.floats(rows * 4 * n), dc, dh, s, before],
      kernel: ([a, ...t]) => kernels.lstmBackward(a, t[0], t[1], t[2], t[3], n),
      plain: ([a, ...t]) => reference.lstmBackward(a, t[0], t[1], t[2], t[3], n),
    };
  },
  gruForward: (d) => {
    const [rows, n] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * 4 * n), d.floats(rows * n), d.floats(rows * 3 * n), d.floats(rows * n)],
      kernel: ([s, h, u, before]) => kernels.gruForward(s, h, u, before, n),
      plain: ([s, h, u, before]) => reference.gruForward(s, h, u, before, n),
    };
  },
  gruBackward: (d) => {
    const [rows, n] = [d.of(rowCounts), d.of(columnCounts)];
    const [dh, s, before] = [d.floats(rows * n), d.floats(rows * 4 * n), d.floats(rows * n)];
    return {
      operands: [d.floats(rows * 3 * n), d.floats(rows * 3 * n), dh, s, before],
      kernel: ([a, u, ...t]) => kernels.gruBackward(a, u, t[0], t[1], t[2], n),
      plain: ([a, u, ...t]) => reference.gruBackward(a, u, t[0], t[1], t[2], n),
    };
  },
  hold: (d) => {
    const [steps, rows, cols, first] = [d.of([1, 2, 3]), d.of(rowCounts), d.of(columnCounts), d.rng.integer(4)];
    const lines = d.of([undefined, 1, rows]);
    return {
      operands: [
        d.floats(steps * rows * cols),
        d.integers(rows, 7),
        ...(lines === undefined ? [] : [d.floats(lines * cols)]),
      ],
      kernel: ([y, lengths, x]) => kernels.hold(y, x, lengths, first, rows, cols),
      plain: ([y, lengths, x]) => reference.hold(y, x, lengths, first, rows, cols),
    };
  },
  copyRuns: (d) => {
    const [a, b, c] = [d.of([1, 2, 3]), d.of(rowCounts), d.of(columnCounts)];
    /** One axis within the other, either way round, with room between the lines. */
    const lines = (): readonly [number, number, number] => {
      const [at, ld] = [d.rng.integer(5), c + d.rng.integer(3)];
      return d.chance() ? [at, b * ld, ld] : [at, ld, a * ld];
    };
    const [ly, lx] = [lines(), lines()];
    const end = ([at, i, j]: readonly [number, number, number]): number => at + (a - 1) * i + (b - 1) * j + c;
    return {
      operands: [d.floats(end(ly)), d.floats(end(lx))],
      kernel: ([y, x]) => kernels.copyRuns(y, ly, x, lx, [a, b, c]),
      plain: ([y, x]) => reference.copyRuns(y, ly, x, lx, [a, b, c]),
    };
  },
};
