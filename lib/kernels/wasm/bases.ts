// Basis functions of rows x [rows, n]; count is how many there are.

// @ts-ignore: decorator
@inline function at<T>(x: usize, i: i32): T {
  return load<T>(x + <usize>i * sizeof<T>());
}

// @ts-ignore: decorator
@inline function set<T>(x: usize, i: i32, v: T): void {
  store<T>(x + <usize>i * sizeof<T>(), v);
}

/** y[m] = y[parent] x[k], with (parent, k) = plan[2m], plan[2m + 1]; parent −1 stands for 1. */
export function monomials<T>(rows: i32, n: i32, count: i32, x: usize, plan: usize, y: usize): void {
  for (; rows > 0; --rows) {
    for (let m = 0; m < count; ++m) {
      const parent = at<i32>(plan, 2 * m), v = at<T>(x, at<i32>(plan, 2 * m + 1));
      set<T>(y, m, parent < 0 ? v : at<T>(y, parent) * v);
    }
    x += <usize>n * sizeof<T>();
    y += <usize>count * sizeof<T>();
  }
}

/** From the last monomial to the first: dx[k] += g[m] y[parent], g[parent] += g[m] x[k]. */
export function monomialsBackward<T>(rows: i32, n: i32, count: i32, x: usize, y: usize, plan: usize, g: usize, dx: usize): void {
  for (; rows > 0; --rows) {
    for (let k = 0; k < n; ++k) set<T>(dx, k, 0);
    for (let m = count - 1; m >= 0; --m) {
      const parent = at<i32>(plan, 2 * m), k = at<i32>(plan, 2 * m + 1), d = at<T>(g, m);
      if (parent < 0) {
        set<T>(dx, k, at<T>(dx, k) + d);
      } else {
        set<T>(dx, k, at<T>(dx, k) + d * at<T>(y, parent));
        set<T>(g, parent, at<T>(g, parent) + d * at<T>(x, k));
      }
    }
    x += <usize>n * sizeof<T>();
    dx += <usize>n * sizeof<T>();
    y += <usize>count * sizeof<T>();
    g += <usize>count * sizeof<T>();
  }
}

/** y[j] = a Σ_k (x[k] − c[j, k])². */
export function squaredDistances<T>(rows: i32, n: i32, count: i32, x: usize, c: usize, a: f64, y: usize): void {
  for (; rows > 0; --rows) {
    for (let j = 0; j < count; ++j) {
      let s: T = 0;
      for (let k = 0; k < n; ++k) {
        const d = at<T>(x, k) - at<T>(c, j * n + k);
        s += d * d;
      }
      set<T>(y, j, <T>a * s);
    }
    x += <usize>n * sizeof<T>();
    y += <usize>count * sizeof<T>();
  }
}

/** dx[k] = Σ_j g[j] (x[k] − c[j, k]). */
export function squaredDistancesBackward<T>(rows: i32, n: i32, count: i32, x: usize, c: usize, g: usize, dx: usize): void {
  for (; rows > 0; --rows) {
    for (let k = 0; k < n; ++k) {
      let s: T = 0;
      for (let j = 0; j < count; ++j) s += at<T>(g, j) * (at<T>(x, k) - at<T>(c, j * n + k));
      set<T>(dx, k, s);
    }
    x += <usize>n * sizeof<T>();
    dx += <usize>n * sizeof<T>();
    g += <usize>count * sizeof<T>();
  }
}

/** dc[j, k] += g[j] (c[j, k] − x[k]), row after row. */
export function addCentresBackward<T>(rows: i32, n: i32, count: i32, x: usize, c: usize, g: usize, dc: usize): void {
  for (; rows > 0; --rows) {
    for (let j = 0; j < count; ++j)
      for (let k = 0; k < n; ++k) {
        const i = j * n + k;
        set<T>(dc, i, at<T>(dc, i) + at<T>(g, j) * (at<T>(c, i) - at<T>(x, k)));
      }
    x += <usize>n * sizeof<T>();
    g += <usize>count * sizeof<T>();
  }
}
