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

/** l = Σ_{j ≠ t} w_t max(0, margin − y_t + y_j)ᵖ / cols for p = 1 or 2, row by row. */
export function multiMargin<T>(rows: i32, cols: i32, y: usize, t: usize, w: usize, p: i32, margin: f64, l: usize): void {
  const es: usize = sizeof<T>(), m = <T>margin;
  for (; rows > 0; --rows) {
    const k = load<i32>(t), start = m - load<T>(y + <usize>k * es);
    let s: T = 0;
    for (let j = 0; j < cols; ++j) {
      const z = start + load<T>(y + <usize>j * es);
      if (j != k && !(z <= 0)) s += p == 1 ? z : z * z;
    }
    if (w != 0) s *= load<T>(w + <usize>k * es);
    store<T>(l, s / <T>cols);
    y += <usize>cols * es;
    t += 4;
    l += es;
  }
}

/** dy_j = a w_t p max(0, …)^(p − 1) / cols where the term counts, dy_t = −Σ_{j ≠ t} dy_j. */
export function multiMarginBackward<T>(
  rows: i32, cols: i32, y: usize, t: usize, w: usize, p: i32, margin: f64, a: f64, dy: usize,
): void {
  const es: usize = sizeof<T>(), m = <T>margin;
  for (; rows > 0; --rows) {
    const k = load<i32>(t), start = m - load<T>(y + <usize>k * es);
    let g = <T>a / <T>cols, s: T = 0;
    if (w != 0) g *= load<T>(w + <usize>k * es);
    for (let j = 0; j < cols; ++j) {
      const z = start + load<T>(y + <usize>j * es);
      let v: T = 0;
      if (j != k && !(z <= 0)) v = p == 1 ? g : g * (z + z);
      store<T>(dy + <usize>j * es, v);
      s += v;
    }
    store<T>(dy + <usize>k * es, -s);
    y += <usize>cols * es;
    dy += <usize>cols * es;
    t += 4;
  }
}

/** Whether j is among the first n of t. */
// @ts-ignore: decorator
@inline function among(j: i32, t: usize, n: i32): bool {
  for (let i = 0; i < n; ++i) if (load<i32>(t + 4 * <usize>i) == j) return true;
  return false;
}

/** How many classes stand in t before the first −1. */
// @ts-ignore: decorator
@inline function labels(cols: i32, t: usize): i32 {
  let n = 0;
  while (n < cols && load<i32>(t + 4 * <usize>n) >= 0) ++n;
  return n;
}

/** l = Σ_{k in t} Σ_{j not in t} max(0, 1 − y_k + y_j) / cols, row by row. */
export function multiLabelMargin<T>(rows: i32, cols: i32, y: usize, t: usize, l: usize): void {
  const es: usize = sizeof<T>(), ld = <usize>cols * es;
  for (; rows > 0; --rows) {
    const n = labels(cols, t);
    let s: T = 0;
    for (let j = 0; j < cols; ++j) {
      if (among(j, t, n)) continue;
      for (let i = 0; i < n; ++i) {
        const z = <T>1 - load<T>(y + <usize>load<i32>(t + 4 * <usize>i) * es) + load<T>(y + <usize>j * es);
        if (!(z <= 0)) s += z;
      }
    }
    store<T>(l, s / <T>cols);
    y += ld;
    t += 4 * <usize>cols;
    l += es;
  }
}

/** dy_j += a / cols and dy_k −= a / cols for every term that counts. */
export function multiLabelMarginBackward<T>(rows: i32, cols: i32, y: usize, t: usize, a: f64, dy: usize): void {
  const es: usize = sizeof<T>(), ld = <usize>cols * es, g = <T>a / <T>cols;
  for (; rows > 0; --rows) {
    const n = labels(cols, t);
    for (let j: usize = 0; j < ld; j += es) store<T>(dy + j, 0);
    for (let j = 0; j < cols; ++j) {
      if (among(j, t, n)) continue;
      const at = dy + <usize>j * es;
      for (let i = 0; i < n; ++i) {
        const k = <usize>load<i32>(t + 4 * <usize>i) * es;
        if (<T>1 - load<T>(y + k) + load<T>(y + <usize>j * es) <= 0) continue;
        store<T>(dy + k, load<T>(dy + k) - g);
        store<T>(at, load<T>(at) + g);
      }
    }
    y += ld;
    dy += ld;
    t += 4 * <usize>cols;
  }
}
