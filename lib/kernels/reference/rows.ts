import type { Numbers } from "../../tensor.ts";
import * as op from "../wasm/ops.ts";
import { reduce } from "./elementwise.ts";
import { addColumnSums } from "./products.ts";
import { real, flush, sum, rowsOf, type Real } from "./real.ts";

export function scaleRows(y: Numbers, s: Numbers, rows: number, cols: number): void {
  const { r } = real(y);
  for (let i = 0; i < rows * cols; i++) y[i] = r(y[i] * s[Math.floor(i / cols)]);
}

export function rowDots(out: Numbers, x: Numbers, y: Numbers, rows: number): void {
  const { r } = real(out);
  const cols = x.length / rows;
  for (let i = 0; i < rows; i++) out[i] = sum(cols, (j) => r(x[i * cols + j] * y[i * cols + j]), r);
}

/** y = exp(x − max x) along a row; returns max x. */
function shiftedExp(y: Numbers, x: Numbers, R: Real): number {
  const top = x.reduce((m, v) => (v > m ? v : m), x[0]);
  for (let j = 0; j < x.length; j++) y[j] = R.exp(R.r(x[j] - top));
  return top;
}

export function softmax(y: Numbers, x: Numbers, rows: number): void {
  const R = real(y);
  for (let i = 0; i < rows; i++) {
    const yi = rowsOf(y, rows, i);
    shiftedExp(yi, rowsOf(x, rows, i), R);
    const s = sum(yi.length, (j) => yi[j], R.r);
    for (let j = 0; j < yi.length; j++) yi[j] = R.r(yi[j] / s);
  }
}

export function softmaxBackward(dx: Numbers, dy: Numbers, y: Numbers, rows: number): void {
  const R = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, dyi, yi] = [dx, dy, y].map((t) => rowsOf(t, rows, i));
    const s = sum(yi.length, (j) => R.r(dyi[j] * yi[j]), R.r);
    for (let j = 0; j < yi.length; j++) dxi[j] = flush(R.r(yi[j] * R.r(dyi[j] - s)), R);
  }
}

export function logSoftmax(y: Numbers, x: Numbers, rows: number): void {
  const R = real(y);
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [y, x].map((t) => rowsOf(t, rows, i));
    const top = shiftedExp(yi, xi, R);
    const s = R.log(sum(yi.length, (j) => yi[j], R.r));
    for (let j = 0; j < yi.length; j++) yi[j] = R.r(R.r(xi[j] - top) - s);
  }
}

export function logSoftmaxBackward(dx: Numbers, dy: Numbers, y: Numbers, rows: number): void {
  const R = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, dyi, yi] = [dx, dy, y].map((t) => rowsOf(t, rows, i));
    const s = sum(yi.length, (j) => dyi[j], R.r);
    for (let j = 0; j < yi.length; j++) dxi[j] = flush(R.r(dyi[j] - R.r(R.exp(yi[j]) * s)), R);
  }
}

export function logSumExp(out: Numbers, x: Numbers, rows: number): void {
  const R = real(out);
  const work = x.slice(0, x.length / rows);
  for (let i = 0; i < rows; i++) {
    const top = shiftedExp(work, rowsOf(x, rows, i), R);
    out[i] = R.r(top + R.log(sum(work.length, (j) => work[j], R.r)));
  }
}

export function maxPieces(y: Numbers, k: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const at = i * cols + j;
      k[at] = 0;
      y[at] = x[i * pieces * cols + j];
      for (let p = 1; p < pieces; p++) {
        const v = x[(i * pieces + p) * cols + j];
        if (v > y[at] || v !== v) {
          y[at] = v;
          k[at] = p;
        }
      }
    }
}

export function maxPiecesBackward(
  dx: Numbers,
  dy: Numbers,
  k: Numbers,
  rows: number,
  pieces: number,
  cols: number,
): void {
  for (let i = 0; i < rows; i++)
    for (let p = 0; p < pieces; p++)
      for (let j = 0; j < cols; j++) dx[(i * pieces + p) * cols + j] = k[i * cols + j] === p ? dy[i * cols + j] : 0;
}

export function sumPieces(y: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [rowsOf(y, rows, i), rowsOf(x, rows, i)];
    if (cols === 1) yi[0] = reduce(op.SUM, xi);
    else addColumnSums(yi.fill(0), xi, pieces, cols);
  }
}

export function repeatPieces(y: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++) for (let p = 0; p < pieces; p++) y.set(rowsOf(x, rows, i), (i * pieces + p) * cols);
}

export function swapPieces(y: Numbers, x: Numbers, rows: number, pieces: number, cols: number): void {
  for (let i = 0; i < rows; i++) transpose(rowsOf(y, rows, i), rowsOf(x, rows, i), pieces, cols);
}

export function glu(y: Numbers, x: Numbers, rows: number): void {
  const R = real(y);
  for (let i = 0; i < rows; i++) {
    const [yi, xi] = [rowsOf(y, rows, i), rowsOf(x, rows, i)];
    for (let j = 0; j < yi.length; j++) yi[j] = R.r(xi[j] * R.sigmoid(xi[yi.length + j]));
  }
}

export function gluBackward(dx: Numbers, dy: Numbers, x: Numbers, rows: number): void {
  const R = real(dx);
  for (let i = 0; i < rows; i++) {
    const [dxi, dyi, xi] = [dx, dy, x].map((t) => rowsOf(t, rows, i));
    for (let j = 0; j < dyi.length; j++) {
      const s = R.sigmoid(xi[dyi.length + j]);
      dxi[j] = R.r(dyi[j] * s);
      dxi[dyi.length + j] = R.r(R.r(dyi[j] * xi[j]) * R.r(s * R.r(1 - s)));
    }
  }
}

export function transpose(y: Numbers, x: Numbers, rows: number, cols: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) y[j * rows + i] = x[i * cols + j];
}

export function scaleColumns(y: Numbers, s: Numbers): void {
  const { r } = real(y);
  for (let i = 0; i < y.length; i++) y[i] = r(y[i] * s[i % s.length]);
}
