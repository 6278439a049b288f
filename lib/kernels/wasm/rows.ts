// Kernels along the rows or down the columns of a matrix [rows, cols].
import { clear, map, reduce, zip } from "./elementwise";
import { flush, get, lanes, loadTail, put, storeTail } from "./common";
import { log } from "./math";
import { EXP, MUL, SIGMOID, SIGMOID_BACKWARD, SUM } from "./ops";

// @ts-ignore: decorator
@inline export function logOf<T>(x: T): T {
  return v128.extract_lane<T>(log<T>(v128.splat<T>(x)), 0);
}

/** Largest of n elements. A NaN may be passed over: it shows in the difference from the largest. */
export function rowMax<T>(n: i32, x: usize): T {
  let m = load<T>(x);
  if (n >= lanes<T>()) {
    let best = v128.load(x);
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      best = v128.pmax<T>(best, v128.load(x));
      x += 16;
    }
    m = v128.extract_lane<T>(best, 0);
    m = larger<T>(m, v128.extract_lane<T>(best, 1));
    if (sizeof<T>() == 4) m = larger<T>(m, larger<T>(v128.extract_lane<T>(best, 2), v128.extract_lane<T>(best, 3)));
  }
  for (; n > 0; --n) {
    m = larger<T>(m, load<T>(x));
    x += sizeof<T>();
  }
  return m;
}

// @ts-ignore: decorator
@inline function larger<T>(a: T, b: T): T {
  return b > a ? b : a;
}

/** Σ x·y, or Σ x where y is 0, in T: element i goes to partial sum i mod 4, added as (s₀ + s₁) + (s₂ + s₃). */
export function rowSum<T>(n: i32, x: usize, y: usize): T {
  const es: usize = sizeof<T>();
  let s0: T = 0, s1: T = 0, s2: T = 0, s3: T = 0;
  if (y == 0) {
    for (; n >= 4; n -= 4) {
      s0 += load<T>(x);
      s1 += load<T>(x + es);
      s2 += load<T>(x + 2 * es);
      s3 += load<T>(x + 3 * es);
      x += 4 * es;
    }
    if (n > 0) s0 += load<T>(x);
    if (n > 1) s1 += load<T>(x + es);
    if (n > 2) s2 += load<T>(x + 2 * es);
  } else {
    for (; n >= 4; n -= 4) {
      s0 += load<T>(x) * load<T>(y);
      s1 += load<T>(x + es) * load<T>(y + es);
      s2 += load<T>(x + 2 * es) * load<T>(y + 2 * es);
      s3 += load<T>(x + 3 * es) * load<T>(y + 3 * es);
      x += 4 * es;
      y += 4 * es;
    }
    if (n > 0) s0 += load<T>(x) * load<T>(y);
    if (n > 1) s1 += load<T>(x + es) * load<T>(y + es);
    if (n > 2) s2 += load<T>(x + 2 * es) * load<T>(y + 2 * es);
  }
  return s0 + s1 + (s2 + s3);
}

/** y = x − s along a row. */
export function rowMinus<T>(n: i32, x: usize, s: T, y: usize): void {
  const v = v128.splat<T>(s);
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(y, v128.sub<T>(v128.load(x), v));
    x += 16;
    y += 16;
  }
  if (n > 0) storeTail<T>(y, v128.sub<T>(loadTail<T>(x, n), v), n);
}

/** out[j] += Σ_i x[i, j], the rows in their order; four vectors side by side, then one, then the tail. */
export function addColumnSums<T>(rows: i32, cols: i32, x: usize, out: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; cols >= 4 * lanes<T>(); cols -= 4 * lanes<T>()) {
    let s = v128.load(out), t = v128.load(out, 16), u = v128.load(out, 32), v = v128.load(out, 48), p = x;
    for (let i = 0; i < rows; ++i) {
      s = v128.add<T>(s, v128.load(p));
      t = v128.add<T>(t, v128.load(p, 16));
      u = v128.add<T>(u, v128.load(p, 32));
      v = v128.add<T>(v, v128.load(p, 48));
      p += ld;
    }
    v128.store(out, s);
    v128.store(out, t, 16);
    v128.store(out, u, 32);
    v128.store(out, v, 48);
    x += 64;
    out += 64;
  }
  for (; cols > 0; cols -= lanes<T>()) {
    const full = cols >= lanes<T>();
    let s = get<T>(full, out, cols), p = x;
    for (let i = 0; i < rows; ++i) {
      s = v128.add<T>(s, get<T>(full, p, cols));
      p += ld;
    }
    put<T>(full, out, s, cols);
    x += 16;
    out += 16;
  }
}

/** y[i, j] *= s[i]. */
export function scaleRows<T>(rows: i32, cols: i32, s: usize, y: usize): void {
  for (; rows > 0; --rows) {
    const v = v128.load_splat<T>(s);
    let n = cols;
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      v128.store(y, v128.mul<T>(v128.load(y), v));
      y += 16;
    }
    if (n > 0) storeTail<T>(y, v128.mul<T>(loadTail<T>(y, n), v), n);
    y += <usize>n * sizeof<T>();
    s += sizeof<T>();
  }
}

/** out[i] = Σ_j x[i, j] y[i, j]. */
export function rowDots<T>(rows: i32, cols: i32, x: usize, y: usize, out: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    store<T>(out, rowSum<T>(cols, x, y));
    x += ld;
    y += ld;
    out += sizeof<T>();
  }
}

/** y = exp(x − max x) for every row. One pass of exp over all of it, so that short rows fill the vectors too. */
function shiftedExp<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (let i: usize = 0; i < <usize>rows; ++i) rowMinus<T>(cols, x + i * ld, rowMax<T>(cols, x + i * ld), y + i * ld);
  map<T>(EXP, rows * cols, y, y, 0, 0);
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
    const s = logOf<T>(rowSum<T>(cols, y, 0));
    rowMinus<T>(cols, x, rowMax<T>(cols, x), y);
    rowMinus<T>(cols, y, s, y);
    x += ld;
    y += ld;
  }
}

/** dx = dy − exp(y) Σ dy, row by row, with y = logSoftmax x. */
export function logSoftmaxBackward<T>(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  map<T>(EXP, rows * cols, y, dx, 0, 0);
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
    store<T>(out, rowMax<T>(cols, x) + logOf<T>(rowSum<T>(cols, work, 0)));
    x += <usize>cols * sizeof<T>();
    out += sizeof<T>();
  }
}

/** y[i, j] = max_p x[i, p, j] and k[i, j] the first p that has it; x is [rows, pieces, cols]. NaN wins. */
export function maxPieces<T>(rows: i32, pieces: i32, cols: i32, x: usize, y: usize, k: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    for (let j: usize = 0; j < <usize>cols; ++j) {
      let p = x + j * sizeof<T>(), best = load<T>(p), at = 0;
      for (let q = 1; q < pieces; ++q) {
        p += ld;
        const v = load<T>(p);
        if (v > best || v != v) {
          best = v;
          at = q;
        }
      }
      store<T>(y, best);
      store<i32>(k, at);
      y += sizeof<T>();
      k += 4;
    }
    x += <usize>pieces * ld;
  }
}

/** dx[i, p, j] = dy[i, j] where p = k[i, j], else 0. */
export function maxPiecesBackward<T>(rows: i32, pieces: i32, cols: i32, dy: usize, k: usize, dx: usize): void {
  for (; rows > 0; --rows) {
    for (let q = 0; q < pieces; ++q) {
      for (let j: usize = 0; j < <usize>cols; ++j) {
        store<T>(dx, load<i32>(k + 4 * j) == q ? load<T>(dy + j * sizeof<T>()) : <T>0);
        dx += sizeof<T>();
      }
    }
    dy += <usize>cols * sizeof<T>();
    k += 4 * <usize>cols;
  }
}

/** y[i, j] = Σ_p x[i, p, j]; x is [rows, pieces, cols]. */
export function sumPieces<T>(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  for (; rows > 0; --rows) {
    if (cols == 1) {
      store<T>(y, <T>reduce<T>(SUM, pieces, x));
    } else {
      clear<T>(cols, y);
      addColumnSums<T>(pieces, cols, x, y);
    }
    x += <usize>pieces * <usize>cols * sizeof<T>();
    y += <usize>cols * sizeof<T>();
  }
}

/** y[i, p, j] = x[i, j]; y is [rows, pieces, cols]. */
export function repeatPieces<T>(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  for (; rows > 0; --rows) {
    if (cols == 1) {
      const v = v128.load_splat<T>(x);
      let n = pieces;
      for (; n >= lanes<T>(); n -= lanes<T>()) {
        v128.store(y, v);
        y += 16;
      }
      if (n > 0) storeTail<T>(y, v, n);
      y += <usize>n * sizeof<T>();
    } else {
      for (let p = 0; p < pieces; ++p) {
        let n = cols, from = x;
        for (; n >= lanes<T>(); n -= lanes<T>()) {
          v128.store(y, v128.load(from));
          from += 16;
          y += 16;
        }
        if (n > 0) storeTail<T>(y, loadTail<T>(from, n), n);
        y += <usize>n * sizeof<T>();
      }
    }
    x += <usize>cols * sizeof<T>();
  }
}

/** y[j, i] = x[i, j]; x is [rows, cols]. */
export function transpose<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (let j = 0; j < cols; ++j) {
    let from = x + <usize>j * sizeof<T>();
    for (let i = 0; i < rows; ++i) {
      store<T>(y, load<T>(from));
      from += ld;
      y += sizeof<T>();
    }
  }
}

/** The transpose of every row; x is [rows, pieces, cols]. */
export function swapPieces<T>(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  const bytes = <usize>pieces * <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    transpose<T>(pieces, cols, x, y);
    x += bytes;
    y += bytes;
  }
}

/** y[i, j] = a σ(b), where row i of x is a, then b. */
export function glu<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    map<T>(SIGMOID, cols, x + bytes, y, 0, 0);
    zip<T>(MUL, cols, x, y, y, 0, 0);
    x += 2 * bytes;
    y += bytes;
  }
}

/** da = dy s, db = dy a s (1 − s), with s = σ(b), which stands where da will be. */
export function gluBackward<T>(rows: i32, cols: i32, dy: usize, x: usize, dx: usize): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    map<T>(SIGMOID, cols, x + bytes, dx, 0, 0);
    zip<T>(MUL, cols, dy, x, dx + bytes, 0, 0);
    zip<T>(SIGMOID_BACKWARD, cols, dx + bytes, dx, dx + bytes, 0, 0);
    zip<T>(MUL, cols, dy, dx, dx, 0, 0);
    dy += bytes;
    x += 2 * bytes;
    dx += 2 * bytes;
  }
}

/** y[i, j] *= s[j]. */
export function scaleColumns<T>(rows: i32, cols: i32, s: usize, y: usize): void {
  for (; rows > 0; --rows) {
    let n = cols, from = s;
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      v128.store(y, v128.mul<T>(v128.load(y), v128.load(from)));
      y += 16;
      from += 16;
    }
    if (n > 0) storeTail<T>(y, v128.mul<T>(loadTail<T>(y, n), loadTail<T>(from, n)), n);
    y += <usize>n * sizeof<T>();
  }
}
