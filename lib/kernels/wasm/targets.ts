// Cross-entropy of log-probabilities y [rows, cols] with targets: class indices t [rows], or probabilities t [rows, cols].
// `w` [cols] weighs the classes, or is 0: all 1. `e` is the label smoothing ε: a share ε of every target is spread evenly.

// @ts-ignore: decorator
@inline function weight<T>(w: usize, j: i32): T {
  return w ? load<T>(w + <usize>j * sizeof<T>()) : <T>1;
}

/**
 * l[i] = −(1 − ε) w_t y[i, t] − (ε / cols) Σ_j w_j y[i, j], and 0 where t = ignore.
 * Returns `total` + Σ_i w_t over the rows that count, in float64.
 */
export function nll<T>(rows: i32, cols: i32, y: usize, t: usize, w: usize, e: f64, ignore: i32, l: usize, total: f64): f64 {
  const keep = <T>(1 - e), share = <T>(e / <f64>cols);
  for (; rows > 0; --rows) {
    const k = load<i32>(t);
    let v: T = 0;
    if (k != ignore) {
      v = -(keep * weight<T>(w, k) * load<T>(y + <usize>k * sizeof<T>()));
      if (e > 0) {
        let s: T = 0;
        for (let j = 0; j < cols; ++j) s += weight<T>(w, j) * load<T>(y + <usize>j * sizeof<T>());
        v -= share * s;
      }
      total += <f64>weight<T>(w, k);
    }
    store<T>(l, v);
    y += <usize>cols * sizeof<T>();
    t += 4;
    l += sizeof<T>();
  }
  return total;
}

/** dy[i, j] = −a ((1 − ε) w_t [j = t] + (ε / cols) w_j), and 0 where t = ignore. */
export function nllBackward<T>(rows: i32, cols: i32, t: usize, w: usize, e: f64, ignore: i32, a: f64, dy: usize): void {
  const keep = <T>(1 - e), share = <T>(e / <f64>cols), scale = <T>a;
  for (; rows > 0; --rows) {
    const k = load<i32>(t);
    for (let j = 0; j < cols; ++j) {
      let v: T = 0;
      if (k != ignore) {
        if (e > 0) v = share * weight<T>(w, j);
        if (j == k) v += keep * weight<T>(w, j);
      }
      store<T>(dy, -(scale * v));
      dy += sizeof<T>();
    }
    t += 4;
  }
}

/** l[i] = −Σ_j w_j ((1 − ε) t[i, j] + ε / cols) y[i, j]. */
export function softNll<T>(rows: i32, cols: i32, y: usize, t: usize, w: usize, e: f64, l: usize): void {
  const keep = <T>(1 - e), share = <T>(e / <f64>cols);
  for (; rows > 0; --rows) {
    let s: T = 0;
    for (let j = 0; j < cols; ++j) {
      s += weight<T>(w, j) * (keep * load<T>(t) + share) * load<T>(y);
      y += sizeof<T>();
      t += sizeof<T>();
    }
    store<T>(l, -s);
    l += sizeof<T>();
  }
}

/** dy[i, j] = −a w_j ((1 − ε) t[i, j] + ε / cols). */
export function softNllBackward<T>(rows: i32, cols: i32, t: usize, w: usize, e: f64, a: f64, dy: usize): void {
  const keep = <T>(1 - e), share = <T>(e / <f64>cols), scale = <T>a;
  for (; rows > 0; --rows) {
    for (let j = 0; j < cols; ++j) {
      store<T>(dy, -(scale * (weight<T>(w, j) * (keep * load<T>(t) + share))));
      t += sizeof<T>();
      dy += sizeof<T>();
    }
  }
}
