import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { columnCounts, rowCounts, type Cases } from "./harness.ts";

const orders = [1, 2, 3, 1.5, 0.5, Infinity];

export const cases: Cases = {
  cosines: (d) => {
    const [rows, cols, eps] = [d.of(rowCounts), d.of(columnCounts), d.of([0, 1e-12])];
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([c, x, y]) => kernels.cosines(c, x, y, eps),
      plain: ([c, x, y]) => reference.cosines(c, x, y, eps),
    };
  },
  cosinesBackward: (d) => {
    const [rows, cols, eps] = [d.of(rowCounts), d.of(columnCounts), d.of([0, 1e-12])];
    return {
      operands: [d.floats(rows * cols), d.floats(rows), d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([dx, g, x, y]) => kernels.cosinesBackward(dx, g, x, y, eps),
      plain: ([dx, g, x, y]) => reference.cosinesBackward(dx, g, x, y, eps),
    };
  },
  distances: (d) => {
    const [rows, cols, p, eps] = [d.of(rowCounts), d.of(columnCounts), d.of(orders), d.of([0, 1e-6])];
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([l, x, y]) => kernels.distances(l, x, y, p, eps),
      plain: ([l, x, y]) => reference.distances(l, x, y, p, eps),
    };
  },
  distancesBackward: (d) => {
    const [rows, cols, p, eps] = [d.of(rowCounts), d.of(columnCounts), d.of(orders), d.of([0, 1e-6])];
    const [x, y, l] = [d.floats(rows * cols), d.floats(rows * cols), d.floats(rows)];
    if (d.chance()) y.data.set(x.data.subarray(0, cols)); // a distance of 0, where eps is
    reference.distances(l.data, x.data, y.data, p, eps);
    return {
      operands: [d.floats(rows * cols), d.floats(rows), l, x, y],
      kernel: ([dx, g, l, x, y]) => kernels.distancesBackward(dx, g, l, x, y, p, eps),
      plain: ([dx, g, l, x, y]) => reference.distancesBackward(dx, g, l, x, y, p, eps),
    };
  },
  unitRows: (d) => {
    const [rows, cols, eps] = [d.of(rowCounts), d.of(columnCounts), d.of([1e-12, 4])];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernels.unitRows(y, x, cols, eps),
      plain: ([y, x]) => reference.unitRows(y, x, rows, eps),
    };
  },
  unitRowsBackward: (d) => {
    const [rows, cols, eps] = [d.of(rowCounts), d.of(columnCounts), d.of([1e-12, 4])];
    return {
      operands: Array.from({ length: 4 }, () => d.floats(rows * cols)),
      kernel: ([dx, dy, x, y]) => kernels.unitRowsBackward(dx, dy, x, y, cols, eps),
      plain: ([dx, dy, x, y]) => reference.unitRowsBackward(dx, dy, x, y, rows, eps),
    };
  },
};
