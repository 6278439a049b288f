import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { rowwise, rowwiseBackward, rowCounts, columnCounts, type Cases } from "./harness.ts";

export const cases: Cases = {
  softmax: rowwise(kernels.softmax, reference.softmax),
  softmaxBackward: rowwiseBackward(kernels.softmaxBackward, reference.softmaxBackward),
  logSoftmax: rowwise(kernels.logSoftmax, reference.logSoftmax),
  logSoftmaxBackward: rowwiseBackward(kernels.logSoftmaxBackward, reference.logSoftmaxBackward),
  logSumExp: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows), d.floats(rows * cols)],
      kernel: ([out, x]) => kernels.logSumExp(out, x, cols),
      plain: ([out, x]) => reference.logSumExp(out, x, rows),
    };
  },
  addColumnSums: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(cols), d.floats(rows * cols)],
      kernel: ([out, x]) => kernels.addColumnSums(out, x, cols),
      plain: ([out, x]) => reference.addColumnSums(out, x, rows, cols),
    };
  },
  rowDots: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows), d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([out, x, y]) => kernels.rowDots(out, x, y),
      plain: ([out, x, y]) => reference.rowDots(out, x, y, rows),
    };
  },
  scaleRows: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows)],
      kernel: ([y, s]) => kernels.scaleRows(y, s),
      plain: ([y, s]) => reference.scaleRows(y, s, rows, cols),
    };
  },
  maxPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.integers(rows * cols, 9), d.floats(rows * pieces * cols)],
      kernel: ([y, k, x]) => kernels.maxPieces(y, k, x, pieces, cols),
      plain: ([y, k, x]) => reference.maxPieces(y, k, x, rows, pieces, cols),
    };
  },
  maxPiecesBackward: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * pieces * cols), d.floats(rows * cols), d.integers(rows * cols, pieces)],
      kernel: ([dx, dy, k]) => kernels.maxPiecesBackward(dx, dy, k, pieces, cols),
      plain: ([dx, dy, k]) => reference.maxPiecesBackward(dx, dy, k, rows, pieces, cols),
    };
  },
  sumPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of(columnCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * pieces * cols)],
      kernel: ([y, x]) => kernels.sumPieces(y, x, pieces, cols),
      plain: ([y, x]) => reference.sumPieces(y, x, rows, pieces, cols),
    };
  },
  repeatPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of(columnCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * pieces * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernels.repeatPieces(y, x, pieces, cols),
      plain: ([y, x]) => reference.repeatPieces(y, x, rows, pieces, cols),
    };
  },
  swapPieces: (d) => {
    const [rows, pieces, cols] = [d.of(rowCounts), d.of(columnCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * pieces * cols), d.floats(rows * pieces * cols)],
      kernel: ([y, x]) => kernels.swapPieces(y, x, pieces, cols),
      plain: ([y, x]) => reference.swapPieces(y, x, rows, pieces, cols),
    };
  },
  glu: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * 2 * cols)],
      kernel: ([y, x]) => kernels.glu(y, x, cols),
      plain: ([y, x]) => reference.glu(y, x, rows),
    };
  },
  gluBackward: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * 2 * cols), d.floats(rows * cols), d.floats(rows * 2 * cols)],
      kernel: ([dx, dy, x]) => kernels.gluBackward(dx, dy, x, cols),
      plain: ([dx, dy, x]) => reference.gluBackward(dx, dy, x, rows),
    };
  },
  transpose: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernels.transpose(y, x, cols),
      plain: ([y, x]) => reference.transpose(y, x, rows, cols),
    };
  },
  scaleColumns: (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(cols)],
      kernel: ([y, s]) => kernels.scaleColumns(y, s),
      plain: ([y, s]) => reference.scaleColumns(y, s),
    };
  },
};
