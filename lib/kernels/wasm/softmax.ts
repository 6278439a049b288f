// Softmax and its kin along the rows of a matrix [rows, cols].
import { flush, lanes, loadTail, storeTail } from "./common";
import { Exp } from "./functions";
import { each, rowMax, rowMinus, rowSum } from "./loops";
import { logOne } from "./vectors";

/** y = exp(x − max x) for every row. One pass of exp over all of it, so that short rows fill the vectors too. */
function shiftedExp<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (let i: usize = 0; i < <usize>rows; ++i) rowMinus<T>(cols, x + i * ld, rowMax<T>(cols, x + i * ld), y + i * ld);
  each<T, Exp<T>>(rows * cols, y, y);
}

/** y = softmax x = exp(x − max x) / Σ exp(x − max x), row by row. */
export function softmax<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  shiftedExp<T>(rows, cols, x, y);
  for (; rows > 0; --rows) {
    const v = v128.splat<T>(rowSum<T>(cols, y, 0));
    let n = cols;
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      v128.store(y, v128.div<T>(v128.load(y), v));
      y += 16;
    }
    if (n > 0) storeTail<T>(y, v128.div<T>(loadTail<T>(y, n), v), n);
    y += <usize>n * sizeof<T>();
  }
}

/** dx = y (dy − Σ dy y), row by row. */
export function softmaxBackward<T>(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const s = v128.splat<T>(rowSum<T>(cols, dy, y));
    let n = cols, j: usize = 0;
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      v128.store(dx + j, flush<T>(v128.mul<T>(v128.load(y + j), v128.sub<T>(v128.load(dy + j), s))));
      j += 16;
    }
    if (n > 0) storeTail<T>(dx + j, flush<T>(v128.mul<T>(loadTail<T>(y + j, n), v128.sub<T>(loadTail<T>(dy + j, n), s))), n);
    dy += ld;
    y += ld;
    dx += ld;
  }
}

/** y = (x − max x) − log Σ exp(x − max x), row by row. */
export function logSoftmax<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  const ld = <usize>cols * sizeof<T>();
  shiftedExp<T>(rows, cols, x, y);
  for (; rows > 0; --rows) {
    const s = logOne<T>(rowSum<T>(cols, y, 0));
    rowMinus<T>(cols, x, rowMax<T>(cols, x), y);
    rowMinus<T>(cols, y, s, y);
    x += ld;
    y += ld;
  }
}

/** dx = dy − exp(y) Σ dy, row by row, with y = logSoftmax x. */
export function logSoftmaxBackward<T>(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  each<T, Exp<T>>(rows * cols, y, dx);
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const s = v128.splat<T>(rowSum<T>(cols, dy, 0));
    let n = cols, j: usize = 0;
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      v128.store(dx + j, flush<T>(v128.sub<T>(v128.load(dy + j), v128.mul<T>(v128.load(dx + j), s))));
      j += 16;
    }
    if (n > 0) storeTail<T>(dx + j, flush<T>(v128.sub<T>(loadTail<T>(dy + j, n), v128.mul<T>(loadTail<T>(dx + j, n), s))), n);
    dy += ld;
    dx += ld;
  }
}

/** out[i] = log Σ_j exp x[i, j]; `work` holds cols elements. */
export function logSumExp<T>(rows: i32, cols: i32, x: usize, out: usize, work: usize): void {
  for (; rows > 0; --rows) {
    shiftedExp<T>(1, cols, x, work);
    store<T>(out, rowMax<T>(cols, x) + logOne<T>(rowSum<T>(cols, work, 0)));
    x += <usize>cols * sizeof<T>();
    out += sizeof<T>();
  }
}
