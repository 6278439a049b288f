// Kernels along the rows of matrices [rows, cols].
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/rows.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** out [cols] += Σ over the rows of x */
export function addColumnSums(out: Tensor, x: Tensor, cols: number): void {
  const rows = x.size / cols;
  run(
    native,
    "Ur",
    rows,
    (wasm, n, po, px) => wasm.addColumnSums(n, cols, px, po),
    () => reference.addColumnSums(out.data, x.data, rows, cols),
    out,
    x,
  );
}

/** out [rows] = Σ x y, row by row */
export function rowDots(out: Tensor, x: Tensor, y: Tensor): void {
  const cols = x.size / out.size;
  run(
    native,
    "wrr",
    out.size,
    (wasm, n, po, px, py) => wasm.rowDots(n, cols, px, py, po),
    () => reference.rowDots(out.data, x.data, y.data, out.size),
    out,
    x,
    y,
  );
}

/** Row i of y times s[i] */
export function scaleRows(y: Tensor, s: Tensor): void {
  const cols = y.size / s.size;
  run(
    native,
    "ur",
    s.size,
    (wasm, n, py, ps) => wasm.scaleRows(n, cols, ps, py),
    () => reference.scaleRows(y.data, s.data, s.size, cols),
    y,
    s,
  );
}

/** y [rows, cols] = the largest of x [rows, pieces, cols] over the pieces; k says which, the first of equals */
export function maxPieces(y: Tensor, k: Tensor, x: Tensor, pieces: number, cols: number): void {
  const rows = y.size / cols;
  run(
    native,
    "wwr",
    rows,
    (wasm, n, py, pk, px) => wasm.maxPieces(n, pieces, cols, px, py, pk),
    () => reference.maxPieces(y.data, k.data, x.data, rows, pieces, cols),
    y,
    k,
    x,
  );
}
/** dx = dy for the piece k, 0 for the others */
export function maxPiecesBackward(dx: Tensor, dy: Tensor, k: Tensor, pieces: number, cols: number): void {
  const rows = dy.size / cols;
  run(
    native,
    "wrr",
    rows,
    (wasm, n, pdx, pdy, pk) => wasm.maxPiecesBackward(n, pieces, cols, pdy, pk, pdx),
    () => reference.maxPiecesBackward(dx.data, dy.data, k.data, rows, pieces, cols),
    dx,
    dy,
    k,
  );
}

/** y [rows, cols] = Σ of x [rows, pieces, cols] over the pieces: in their order, or, where cols is 1, as `sum` does */
export function sumPieces(y: Tensor, x: Tensor, pieces: number, cols: number): void {
  const rows = y.size / cols;
  run(
    native,
    "wr",
    rows,
    (wasm, n, py, px) => wasm.sumPieces(n, pieces, cols, px, py),
    () => reference.sumPieces(y.data, x.data, rows, pieces, cols),
    y,
    x,
  );
}
/** y [rows, pieces, cols] = x [rows, cols], the same for every piece */
export function repeatPieces(y: Tensor, x: Tensor, pieces: number, cols: number): void {
  const rows = x.size / cols;
  run(
    native,
    "wr",
    rows,
    (wasm, n, py, px) => wasm.repeatPieces(n, pieces, cols, px, py),
    () => reference.repeatPieces(y.data, x.data, rows, pieces, cols),
    y,
    x,
  );
}

/** y [rows, cols, pieces] = x [rows, pieces, cols] with its last two axes exchanged */
export function swapPieces(y: Tensor, x: Tensor, pieces: number, cols: number): void {
  const rows = x.size / (pieces * cols);
  run(
    native,
    "wr",
    rows,
    (wasm, n, py, px) => wasm.swapPieces(n, pieces, cols, px, py),
    () => reference.swapPieces(y.data, x.data, rows, pieces, cols),
    y,
    x,
  );
}

/** y [cols, rows] = xᵀ of x [rows, cols] */
export function transpose(y: Tensor, x: Tensor, cols: number): void {
  const rows = x.size / cols;
  run(
    native,
    "WR",
    1,
    (wasm, _, py, px) => wasm.transpose(rows, cols, px, py),
    () => reference.transpose(y.data, x.data, rows, cols),
    y,
    x,
  );
}

/** Column j of y times s[j] */
export function scaleColumns(y: Tensor, s: Tensor): void {
  const cols = s.size;
  run(
    native,
    "uR",
    y.size / cols,
    (wasm, n, py, ps) => wasm.scaleColumns(n, cols, ps, py),
    () => reference.scaleColumns(y.data, s.data),
    y,
    s,
  );
}
