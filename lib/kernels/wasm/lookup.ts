// Rows of a table w [n, cols] by index, elements along an axis by index, and the sums that lead back. Indices are i32 and
// have been checked.
import { get, lanes, put } from "./common";
import { copyLine } from "./copies";
import { clear } from "./elementwise";
import { rowSum } from "./loops";

// @ts-ignore: decorator
@inline function index(t: usize, i: i32): i32 {
  return load<i32>(t + 4 * <usize>i);
}

// @ts-ignore: decorator
@inline function row<T>(w: usize, i: i32, cols: i32): usize {
  return w + <usize>i * <usize>cols * sizeof<T>();
}

/** y += x / s for n elements. */
function addOver<T>(n: i32, y: usize, x: usize, s: T): void {
  const v = v128.splat<T>(s);
  for (; n > 0; n -= lanes<T>()) {
    const full = n >= lanes<T>();
    put<T>(full, y, v128.add<T>(get<T>(full, y, n), v128.div<T>(get<T>(full, x, n), v)), n);
    x += 16;
    y += 16;
  }
}

/** y /= s for n elements. */
function divide<T>(n: i32, y: usize, s: T): void {
  const v = v128.splat<T>(s);
  for (; n > 0; n -= lanes<T>()) {
    const full = n >= lanes<T>();
    put<T>(full, y, v128.div<T>(get<T>(full, y, n), v), n);
    y += 16;
  }
}

/** y *= s for n elements. */
function scale<T>(n: i32, y: usize, s: T): void {
  const v = v128.splat<T>(s);
  for (; n > 0; n -= lanes<T>()) {
    const full = n >= lanes<T>();
    put<T>(full, y, v128.mul<T>(get<T>(full, y, n), v), n);
    y += 16;
  }
}

/** y[i] = w[t[i]]. */
export function lookup<T>(rows: i32, cols: i32, w: usize, t: usize, y: usize): void {
  for (let i = 0; i < rows; ++i) copyLine<T>(cols, row<T>(w, index(t, i), cols), row<T>(y, i, cols));
}

/** dw[t[i]] += dy[i] for each i in turn whose index is not `skip`. */
export function addLookupBackward<T>(rows: i32, cols: i32, dy: usize, t: usize, skip: i32, dw: usize): void {
  for (let i = 0; i < rows; ++i) {
    const k = index(t, i);
    if (k != skip) addOver<T>(cols, row<T>(dw, k, cols), row<T>(dy, i, cols), 1);
  }
}

/** Rows w[t[i]] whose length is above `most` are scaled down to it. */
export function limitRows<T>(rows: i32, cols: i32, t: usize, most: f64, w: usize): void {
  for (let i = 0; i < rows; ++i) {
    const p = row<T>(w, index(t, i), cols), norm = sqrt<T>(rowSum<T>(cols, p, p));
    if (norm > <T>most) scale<T>(cols, p, <T>most / (norm + <T>1e-7));
  }
}

/** y[i, j, l] = x[i, t[i, j, l], l]; x is [rows, n, cols], y and t are [rows, m, cols]. */
export function take<T>(rows: i32, n: i32, m: i32, cols: i32, x: usize, t: usize, y: usize): void {
  for (; rows > 0; --rows) {
    for (let j = 0; j < m; ++j) {
      for (let l = 0; l < cols; ++l) {
        store<T>(y, load<T>(row<T>(x, index(t, l), cols) + <usize>l * sizeof<T>()));
        y += sizeof<T>();
      }
      t += 4 * <usize>cols;
    }
    x = row<T>(x, n, cols);
  }
}

/** dx = 0, then dx[i, t[i, j, l], l] += dy[i, j, l] in the order of j. */
export function takeBackward<T>(rows: i32, n: i32, m: i32, cols: i32, dy: usize, t: usize, dx: usize): void {
  clear<T>(rows * n * cols, dx);
  for (; rows > 0; --rows) {
    for (let j = 0; j < m; ++j) {
      for (let l = 0; l < cols; ++l) {
        const p = row<T>(dx, index(t, l), cols) + <usize>l * sizeof<T>();
        store<T>(p, load<T>(p) + load<T>(dy));
        dy += sizeof<T>();
      }
      t += 4 * <usize>cols;
    }
    dx = row<T>(dx, n, cols);
  }
}

/** How many of t[from … end) are not `skip`. */
function counted(from: i32, end: i32, t: usize, skip: i32): i32 {
  let n = 0;
  for (let i = from; i < end; ++i) n += i32(index(t, i) != skip);
  return n;
}

// @ts-ignore: decorator
@inline function endOf(b: i32, bags: i32, total: i32, o: usize): i32 {
  return b + 1 < bags ? index(o, b + 1) : total;
}

/** y[b] = Σ w[t[i]] over the bag's i from o[b] on, in their order, those at `skip` left out; divided by how many, for a mean. */
export function bagSums<T>(bags: i32, total: i32, cols: i32, w: usize, t: usize, o: usize, skip: i32, mean: i32, y: usize): void {
  clear<T>(bags * cols, y);
  for (let b = 0; b < bags; ++b) {
    const from = index(o, b), end = endOf(b, bags, total, o);
    for (let i = from; i < end; ++i) {
      const k = index(t, i);
      if (k != skip) addOver<T>(cols, row<T>(y, b, cols), row<T>(w, k, cols), 1);
    }
    const n = counted(from, end, t, skip);
    if (mean && n > 1) divide<T>(cols, row<T>(y, b, cols), <T>n);
  }
}

/** dw[t[i]] += dy[b], or its share of a mean. */
export function addBagSumsBackward<T>(
  bags: i32, total: i32, cols: i32, dy: usize, t: usize, o: usize, skip: i32, mean: i32, dw: usize,
): void {
  for (let b = 0; b < bags; ++b) {
    const from = index(o, b), end = endOf(b, bags, total, o);
    const s: T = mean ? <T>counted(from, end, t, skip) : 1;
    for (let i = from; i < end; ++i) {
      const k = index(t, i);
      if (k != skip) addOver<T>(cols, row<T>(dw, k, cols), row<T>(dy, b, cols), s);
    }
  }
}

/** y[b, j] = the largest w[t[i], j] of the bag, and k[b, j] its row, the first of equals; 0 and −1 for an empty bag. */
export function bagMax<T>(bags: i32, total: i32, cols: i32, w: usize, t: usize, o: usize, skip: i32, y: usize, k: usize): void {
  for (let b = 0; b < bags; ++b) {
    const from = index(o, b), end = endOf(b, bags, total, o);
    for (let j: usize = 0; j < <usize>cols; ++j) {
      let best: T = 0, at = -1;
      for (let i = from; i < end; ++i) {
        const r = index(t, i);
        if (r == skip) continue;
        const v = load<T>(row<T>(w, r, cols) + j * sizeof<T>());
        if (at < 0 || v > best || v != v) {
          best = v;
          at = r;
        }
      }
      store<T>(y, best);
      store<i32>(k, at);
      y += sizeof<T>();
      k += 4;
    }
  }
}

/** dw[k[b, j], j] += dy[b, j], where k is a row. */
export function addBagMaxBackward<T>(bags: i32, cols: i32, dy: usize, k: usize, dw: usize): void {
  for (; bags > 0; --bags) {
    for (let j: usize = 0; j < <usize>cols; ++j) {
      const r = load<i32>(k);
      if (r >= 0) {
        const p = row<T>(dw, r, cols) + j * sizeof<T>();
        store<T>(p, load<T>(p) + load<T>(dy));
      }
      dy += sizeof<T>();
      k += 4;
    }
  }
}
