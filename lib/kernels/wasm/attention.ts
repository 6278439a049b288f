// Attention: scores become weights, and pairs of features turn by the angle of their place.
import { flush, lanes, loadTail, storeTail } from "./common";
import { Exp } from "./functions";
import { each, rowMax, rowMinus, rowSum } from "./loops";

/** y = c x, or c x + m where m is not 0, along a row. */
function scaled<T>(n: i32, c: v128, x: usize, m: usize, y: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    const v = v128.mul<T>(c, v128.load(x));
    v128.store(y, m == 0 ? v : v128.add<T>(v, v128.load(m)));
    x += 16;
    y += 16;
    if (m != 0) m += 16;
  }
  if (n > 0) {
    const v = v128.mul<T>(c, loadTail<T>(x, n));
    storeTail<T>(y, m == 0 ? v : v128.add<T>(v, loadTail<T>(m, n)), n);
  }
}

/** p = softmax(scale s + mask) over the keys that a query may see; scores are [batch, heads, queries, keys]. */
export function attend<T>(
  batch: i32, heads: i32, queries: i32, keys: i32, s: usize, padding: usize, mask: usize, maskStep: i32, scale: f64, causal: i32, p: usize,
): void {
  const es: usize = sizeof<T>();
  const ld = <usize>keys * es, c = v128.splat<T>(<T>scale);
  for (; batch > 0; --batch) {
    for (let h = 0; h < heads; ++h) {
      let row = p, m = mask;
      for (let i = 0; i < queries; ++i) {
        const seen = causal != 0 && i + 1 < keys ? i + 1 : keys;
        scaled<T>(seen, c, s, m, row);
        if (padding != 0) {
          for (let j = 0; j < seen; ++j) {
            if (load<i32>(padding + 4 * <usize>j) != 0) store<T>(row + <usize>j * es, -<T>Infinity);
          }
        }
        const top = rowMax<T>(seen, row);
        rowMinus<T>(seen, row, top == -<T>Infinity ? <T>0 : top, row);
        if (causal != 0) {
          each<T, Exp<T>>(seen, row, row);
          for (let j = seen; j < keys; ++j) store<T>(row + <usize>j * es, 0);
        }
        s += ld;
        row += ld;
        if (m != 0) m += ld;
      }
      // One pass of exp over all that is seen of a head, so that short rows fill the vectors, too.
      if (causal == 0) each<T, Exp<T>>(queries * keys, p, p);
      for (let i = 0; i < queries; ++i) {
        const sum = rowSum<T>(keys, p, 0);
        const all = v128.splat<T>(sum == 0 ? <T>1 : sum);
        let n = keys;
        for (; n >= lanes<T>(); n -= lanes<T>()) {
          v128.store(p, v128.div<T>(v128.load(p), all));
          p += 16;
        }
        if (n > 0) storeTail<T>(p, v128.div<T>(loadTail<T>(p, n), all), n);
        p += <usize>n * es;
      }
      if (mask != 0) mask += <usize>maskStep * es;
    }
    if (mask != 0 && maskStep == 0) mask += <usize>queries * ld;
    if (padding != 0) padding += 4 * <usize>keys;
  }
}

/** ds = scale p (dp − Σ dp p), row by row. */
export function attendBackward<T>(rows: i32, keys: i32, dp: usize, p: usize, scale: f64, ds: usize): void {
  const ld = <usize>keys * sizeof<T>(), c = v128.splat<T>(<T>scale);
  for (; rows > 0; --rows) {
    const s = v128.splat<T>(rowSum<T>(keys, dp, p));
    let n = keys, j: usize = 0;
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      const d = v128.mul<T>(v128.load(p + j), v128.sub<T>(v128.load(dp + j), s));
      v128.store(ds + j, flush<T>(v128.mul<T>(c, d)));
      j += 16;
    }
    if (n > 0) {
      const d = v128.mul<T>(loadTail<T>(p + j, n), v128.sub<T>(loadTail<T>(dp + j, n), s));
      storeTail<T>(ds + j, flush<T>(v128.mul<T>(c, d)), n);
    }
    dp += ld;
    p += ld;
    ds += ld;
  }
}

/** The pairs of `pieces` of `size` numbers, from `at` on in rows `ld` long, turn by their angles [time, size]. */
export function rotate<T>(
  batch: i32, time: i32, ld: i32, at: i32, pieces: i32, size: i32, angles: usize, sense: f64, y: usize,
): void {
  const es: usize = sizeof<T>();
  for (; batch > 0; --batch) {
    let angle = angles;
    for (let t = 0; t < time; ++t) {
      let q = y + <usize>at * es;
      for (let k = 0; k < pieces; ++k) {
        for (let i = 0; i < size; i += 2) {
          const a = load<T>(q), b = load<T>(q + es), turn = angle + <usize>i * es;
          const c = load<T>(turn), s = <T>sense * load<T>(turn + es);
          store<T>(q, a * c - b * s);
          store<T>(q + es, a * s + b * c);
          q += 2 * es;
        }
      }
      angle += <usize>size * es;
      y += <usize>ld * es;
    }
  }
}
