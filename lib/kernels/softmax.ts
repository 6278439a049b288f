// Softmax and its kin along the rows of matrices [rows, cols].
import { heap } from "../heap.ts";
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/softmax.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** y = softmax x = e^(x − max x) / Σ e^(x − max x), row by row */
export function softmax(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  run(
    native,
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
    native,
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
    native,
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
    native,
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
  else run(native, "wr", out.size, (wasm, n, po, px) => wasm.logSumExp(n, cols, px, po), plain, out, x);
}
