import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Tensor } from "../../../lib/tensor.ts";
import { columnCounts, rowCounts, type Case, type Cases, type Draw } from "./harness.ts";

/** A table of n rows, indices into it, and the places where bags of them begin; some bags are empty. */
function table(d: Draw): { n: number; cols: number; t: Tensor; o: Tensor; skip: number } {
  const [n, cols, rows] = [d.of([1, 2, 5, 9]), d.of(columnCounts), d.of(rowCounts)];
  const starts = Array.from({ length: d.of([0, 1, 2, 5]) }, () => d.rng.integer(rows + 1)).sort((a, b) => a - b);
  const o = Tensor.from([0, ...starts], [1 + starts.length], "int32");
  return { n, cols, t: d.integers(rows, n), o, skip: d.of([-1, 0]) };
}

const picked =
  (back: boolean): Case =>
  (d) => {
    const [rows, n, m, cols] = [d.of(rowCounts), d.of([1, 3, 8]), d.of([1, 2, 5]), d.of([1, 2, 3, 8])];
    const [x, y, t] = [d.floats(rows * n * cols), d.floats(rows * m * cols), d.integers(rows * m * cols, n)];
    return back
      ? {
          operands: [x, y, t],
          kernel: ([dx, dy, k]) => kernels.takeBackward(dx, dy, k, n, m, cols),
          plain: ([dx, dy, k]) => reference.takeBackward(dx, dy, k, n, m, cols),
        }
      : {
          operands: [y, x, t],
          kernel: ([a, b, k]) => kernels.take(a, b, k, n, m, cols),
          plain: ([a, b, k]) => reference.take(a, b, k, n, m, cols),
        };
  };

export const cases: Cases = {
  lookup: (d) => {
    const { n, cols, t } = table(d);
    return {
      operands: [d.floats(t.size * cols), d.floats(n * cols), t],
      kernel: ([y, w, k]) => kernels.lookup(y, w, k, cols),
      plain: ([y, w, k]) => reference.lookup(y, w, k, cols),
    };
  },
  addLookupBackward: (d) => {
    const { n, cols, t, skip } = table(d);
    return {
      operands: [d.floats(n * cols), d.floats(t.size * cols), t],
      kernel: ([dw, dy, k]) => kernels.addLookupBackward(dw, dy, k, cols, skip),
      plain: ([dw, dy, k]) => reference.addLookupBackward(dw, dy, k, cols, skip),
    };
  },
  limitRows: (d) => {
    const { n, cols, t } = table(d);
    const most = d.of([0.5, 3, 20]);
    return {
      operands: [d.floats(n * cols), t],
      kernel: ([w, k]) => kernels.limitRows(w, k, cols, most),
      plain: ([w, k]) => reference.limitRows(w, k, cols, most),
    };
  },
  take: picked(false),
  takeBackward: picked(true),
  bagSums: (d) => {
    const { n, cols, t, o, skip } = table(d);
    const mean = d.chance();
    return {
      operands: [d.floats(o.size * cols), d.floats(n * cols), t, o],
      kernel: ([y, w, k, at]) => kernels.bagSums(y, w, k, at, cols, skip, mean),
      plain: ([y, w, k, at]) => reference.bagSums(y, w, k, at, cols, skip, mean),
    };
  },
  addBagSumsBackward: (d) => {
    const { n, cols, t, o, skip } = table(d);
    const mean = d.chance();
    return {
      operands: [d.floats(n * cols), d.floats(o.size * cols), t, o],
      kernel: ([dw, dy, k, at]) => kernels.addBagSumsBackward(dw, dy, k, at, cols, skip, mean),
      plain: ([dw, dy, k, at]) => reference.addBagSumsBackward(dw, dy, k, at, cols, skip, mean),
    };
  },
  bagMax: (d) => {
    const { n, cols, t, o, skip } = table(d);
    return {
      // Whole numbers, so that some are equal.
      operands: [d.floats(o.size * cols), d.integers(o.size * cols, 9), d.integers(n * cols, 4).to(d.dtype), t, o],
      kernel: ([y, k, w, i, at]) => kernels.bagMax(y, k, w, i, at, cols, skip),
      plain: ([y, k, w, i, at]) => reference.bagMax(y, k, w, i, at, cols, skip),
    };
  },
  addBagMaxBackward: (d) => {
    const { n, cols } = table(d);
    const bags = d.of(rowCounts);
    return {
      operands: [d.floats(n * cols), d.floats(bags * cols), d.integers(bags * cols, n, -1)],
      kernel: ([dw, dy, k]) => kernels.addBagMaxBackward(dw, dy, k, cols),
      plain: ([dw, dy, k]) => reference.addBagMaxBackward(dw, dy, k, cols),
    };
  },
};
