// Copies between tensors of other shapes or orders of axes. Strides and distances of lines are in elements.
import { get, lanes, put } from "./common";

/** y = x for n elements side by side. */
// @ts-ignore: decorator
@inline export function copyLine<T>(n: i32, x: usize, y: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(y, v128.load(x));
    x += 16;
    y += 16;
  }
  if (n > 0) put<T>(false, y, get<T>(false, x, n), n);
}

/** Lines of `cols` elements: y[i ldy + j] = x[i ldx + j]. */
export function copyLines<T>(rows: i32, cols: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  for (; rows > 0; --rows) {
    copyLine<T>(cols, x, y);
    x += <usize>ldx * sizeof<T>();
    y += <usize>ldy * sizeof<T>();
  }
}

/** y[j, k] = x[j + k s], row-major: a transposition, by sixteen rows of y at a time, so that reads stay in few lines. */
function transposed<T>(rows: i32, cols: i32, s: i32, x: usize, y: usize): void {
  const es: usize = sizeof<T>(), ld = <usize>cols * es;
  for (let j = 0; j < rows; j += 16) {
    const h = min(16, rows - j);
    let from = x + <usize>j * es, to = y + <usize>j * ld;
    for (let k = 0; k < cols; ++k) {
      for (let i: usize = 0; i < <usize>h; ++i) store<T>(to + i * ld, load<T>(from + i * es));
      from += <usize>s * es;
      to += es;
    }
  }
}

/** y[i, j, k, l] = x[i s0 + j s1 + k s2 + l s3], with y row-major [n0, n1, n2, n3]. */
export function strided<T>(n0: i32, n1: i32, n2: i32, n3: i32, s0: i32, s1: i32, s2: i32, s3: i32, x: usize, y: usize): void {
  const es: usize = sizeof<T>();
  for (let i: usize = 0; i < <usize>n0; ++i) {
    for (let j: usize = 0; j < <usize>n1; ++j) {
      let from = x + (i * <usize>s0 + j * <usize>s1) * es;
      if (s2 == 1 && s3 != 1) {
        transposed<T>(n2, n3, s3, from, y);
        y += <usize>n2 * <usize>n3 * es;
        continue;
      }
      for (let k = 0; k < n2; ++k) {
        if (s3 == 1) copyLine<T>(n3, from, y);
        else for (let l: usize = 0; l < <usize>n3; ++l) store<T>(y + l * es, load<T>(from + l * <usize>s3 * es));
        from += <usize>s2 * es;
        y += <usize>n3 * es;
      }
    }
  }
}
