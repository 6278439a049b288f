// Kernels along the rows or down the columns of a matrix [rows, cols].
import { get, lanes, loadTail, put, storeTail } from "./common";
import { clear, reduce } from "./elementwise";
import { rowSum } from "./loops";
import { SUM } from "./ops";

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
