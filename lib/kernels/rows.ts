// Kernels along the rows of matrices [rows, cols].
import { heap } from "../heap.ts";
import type { Tensor } from "../tensor.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** y = softmax x = e^(x − max x) / Σ e^(x − max x), row by row */
export function softmax(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    "wr",
    rows,
    (wasm, n, py, px) => wasm.softmax(n, cols, px, py),
    () => reference.softmax(y.data, x.data, rows),
    y,
    x,
  );
}
/** dx = y (dy − Σ dy y), row by row */
export function softmaxBackward(dx: Tensor, dy: Tensor, y: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    "wrr",
    rows,
    (wasm, n, pdx, pdy, py) => wasm.softmaxBackward(n, cols, pdy, py, pdx),
    () => reference.softmaxBackward(dx.data, dy.data, y.data, rows),
    dx,
    dy,
    y,
  );
}

/** y = (x − max x) − ln Σ e^(x − max x), row by row */
export function logSoftmax(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    "wr",
    rows,
    (wasm, n, py, px) => wasm.logSoftmax(n, cols, px, py),
    () => reference.logSoftmax(y.data, x.data, rows),
    y,
    x,
  );
}
/** dx = dy − eʸ Σ dy, row by row */
export function logSoftmaxBackward(dx: Tensor, dy: Tensor, y: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    "wrr",
    rows,
    (wasm, n, pdx, pdy, py) => wasm.logSoftmaxBackward(n, cols, pdy, py, pdx),
    () => reference.logSoftmaxBackward(dx.data, dy.data, y.data, rows),
    dx,
    dy,
    y,
  );
}

/** out [rows] = ln Σ eˣ, row by row */
export function logSumExp(out: Tensor, x: Tensor, cols: number): void {
  const plain = (): void => reference.logSumExp(out.data, x.data, out.size);
  // The exponentials of one row stand in the kernels' work space.
  if (cols * 8 > heap.scratch - heap.work) plain();
  else run("wr", out.size, (wasm, n, po, px) => wasm.logSumExp(n, cols, px, po, heap.work), plain, out, x);
}

/** out [cols] += Σ over the rows of x */
export function addColumnSums(out: Tensor, x: Tensor, cols: number): void {
  const rows = x.size / cols;
  run(
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
    "wr",
    rows,
    (wasm, n, py, px) => wasm.swapPieces(n, pieces, cols, px, py),
    () => reference.swapPieces(y.data, x.data, rows, pieces, cols),
    y,
    x,
  );
}

/** y [rows, cols] = a σ(b), with a and b the two pieces of x [rows, 2, cols] */
export function glu(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    "wr",
    rows,
    (wasm, n, py, px) => wasm.glu(n, cols, px, py),
    () => reference.glu(y.data, x.data, rows),
    y,
    x,
  );
}
/** da = dy σ(b), db = dy a σ(b) (1 − σ(b)) */
export function gluBackward(dx: Tensor, dy: Tensor, x: Tensor, cols: number): void {
  const rows = dy.size / cols;
  run(
    "wrr",
    rows,
    (wasm, n, pdx, pdy, px) => wasm.gluBackward(n, cols, pdy, px, pdx),
    () => reference.gluBackward(dx.data, dy.data, x.data, rows),
    dx,
    dy,
    x,
  );
}

/** y [cols, rows] = xᵀ of x [rows, cols] */
export function transpose(y: Tensor, x: Tensor, cols: number): void {
  const rows = x.size / cols;
  run(
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
    "uR",
    y.size / cols,
    (wasm, n, py, ps) => wasm.scaleColumns(n, cols, ps, py),
    () => reference.scaleColumns(y.data, s.data),
    y,
    s,
  );
}
