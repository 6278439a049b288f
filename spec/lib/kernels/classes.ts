import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import type { Tensor } from "../../../lib/tensor.ts";
import { rowCounts, columnCounts, type Cases, type Draw } from "./harness.ts";

/** Targets of a loss over classes, and its options. */
function classes(d: Draw): { rows: number; cols: number; e: number; ignore: number; weights: Tensor[]; t: Tensor } {
  const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
  const ignore = d.of([-100, 0, cols - 1]);
  const weights = d.chance() ? [d.floats(cols)] : [];
  return { rows, cols, e: d.of([0, 0.1, 1]), ignore, weights, t: d.integers(rows, cols, ignore) };
}

export const cases: Cases = {
  nll: (d) => {
    const { rows, cols, e, ignore, weights, t } = classes(d);
    return {
      operands: [d.floats(rows), d.floats(rows * cols), t, ...weights],
      kernel: ([l, y, k, w]) => kernels.nll(l, y, k, w, e, ignore),
      plain: ([l, y, k, w]) => reference.nll(l, y, k, w, e, ignore),
    };
  },
  nllBackward: (d) => {
    const { rows, cols, e, ignore, weights, t } = classes(d);
    const a = d.rng.normal();
    return {
      operands: [d.floats(rows * cols), t, ...weights],
      kernel: ([dy, k, w]) => kernels.nllBackward(dy, k, w, e, ignore, a),
      plain: ([dy, k, w]) => reference.nllBackward(dy, k, w, e, ignore, a),
    };
  },
  softNll: (d) => {
    const { rows, cols, e, weights } = classes(d);
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.floats(rows * cols), ...weights],
      kernel: ([l, y, t, w]) => kernels.softNll(l, y, t, w, e),
      plain: ([l, y, t, w]) => reference.softNll(l, y, t, w, e),
    };
  },
  softNllBackward: (d) => {
    const { rows, cols, e, weights } = classes(d);
    const a = d.rng.normal();
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols), ...weights],
      kernel: ([dy, t, w]) => kernels.softNllBackward(dy, t, w, e, a, cols),
      plain: ([dy, t, w]) => reference.softNllBackward(dy, t, w, e, a, cols),
    };
  },
  multiMargin: (d) => {
    const { rows, cols, weights } = classes(d);
    const [p, margin] = [d.of([1, 2]), d.rng.normal()];
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.integers(rows, cols), ...weights],
      kernel: ([l, y, t, w]) => kernels.multiMargin(l, y, t, w, p, margin),
      plain: ([l, y, t, w]) => reference.multiMargin(l, y, t, w, p, margin),
    };
  },
  multiMarginBackward: (d) => {
    const { rows, cols, weights } = classes(d);
    const [p, margin, a] = [d.of([1, 2]), d.rng.normal(), d.rng.normal()];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols), d.integers(rows, cols), ...weights],
      kernel: ([dy, y, t, w]) => kernels.multiMarginBackward(dy, y, t, w, p, margin, a),
      plain: ([dy, y, t, w]) => reference.multiMarginBackward(dy, y, t, w, p, margin, a),
    };
  },
  multiLabelMargin: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of([1, 2, 3, 5, 8, 17])];
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.integers(rows * cols, cols, -1)],
      kernel: ([l, y, t]) => kernels.multiLabelMargin(l, y, t),
      plain: ([l, y, t]) => reference.multiLabelMargin(l, y, t),
    };
  },
  multiLabelMarginBackward: (d) => {
    const [rows, cols, a] = [d.of(rowCounts), d.of([1, 2, 3, 5, 8, 17]), d.rng.normal()];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols), d.integers(rows * cols, cols, -1)],
      kernel: ([dy, y, t]) => kernels.multiLabelMarginBackward(dy, y, t, a, cols),
      plain: ([dy, y, t]) => reference.multiLabelMarginBackward(dy, y, t, a, cols),
    };
  },
};
