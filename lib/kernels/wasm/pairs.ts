// Kernels of two matrices [rows, cols], row by row: cosines and distances; and of rows brought to length 1.
import { rowSum } from "./loops";
import { expOne, logOne } from "./vectors";

/** c[i] = Σ x y / √((Σ x² + eps) (Σ y² + eps)) */
export function cosines<T>(rows: i32, cols: i32, x: usize, y: usize, eps: f64, c: usize): void {
  const e = <T>eps, ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const xx = rowSum<T>(cols, x, x) + e, yy = rowSum<T>(cols, y, y) + e;
    store<T>(c, rowSum<T>(cols, x, y) / sqrt<T>(xx * yy));
    x += ld;
    y += ld;
    c += sizeof<T>();
  }
}

/** dx = g (y / √(…) − c x / (Σ x² + eps)) */
export function cosinesBackward<T>(rows: i32, cols: i32, g: usize, x: usize, y: usize, eps: f64, dx: usize): void {
  const e = <T>eps, ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const xx = rowSum<T>(cols, x, x) + e, yy = rowSum<T>(cols, y, y) + e, norm = sqrt<T>(xx * yy);
    const c = rowSum<T>(cols, x, y) / norm, gi = load<T>(g);
    for (let j: usize = 0; j < ld; j += sizeof<T>())
      store<T>(dx + j, gi * (load<T>(y + j) / norm - c * load<T>(x + j) / xx));
    x += ld;
    y += ld;
    dx += ld;
    g += sizeof<T>();
  }
}

/** |u|ᵖ */
// @ts-ignore: decorator
@inline function power<T>(u: T, p: T): T {
  if (p == 1) return abs<T>(u);
  return p == 2 ? u * u : expOne<T>(p * logOne<T>(abs<T>(u)));
}

/** d[i] = ‖x − y + eps‖ₚ = (Σ |x − y + eps|ᵖ)^(1/p) in the order of the columns; the largest for an infinite p. */
export function distances<T>(rows: i32, cols: i32, x: usize, y: usize, order: f64, eps: f64, d: usize): void {
  const p = <T>order, e = <T>eps, ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    let s: T = 0;
    for (let j: usize = 0; j < ld; j += sizeof<T>()) {
      const u = load<T>(x + j) - load<T>(y + j) + e;
      if (order == Infinity) s = abs<T>(u) > s || u != u ? abs<T>(u) : s;
      else s += power<T>(u, p);
    }
    if (order != 1 && order != Infinity) s = order == 2 ? sqrt<T>(s) : expOne<T>(logOne<T>(s) / p);
    store<T>(d, s);
    x += ld;
    y += ld;
    d += sizeof<T>();
  }
}

/** dx = g ∂d/∂x: of u = x − y + eps it is sign(u) (|u| / d)^(p − 1), 0 where d = 0; all that are largest for an infinite p. */
export function distancesBackward<T>(
  rows: i32, cols: i32, g: usize, d: usize, x: usize, y: usize, order: f64, eps: f64, dx: usize,
): void {
  const p = <T>order, e = <T>eps, ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const gi = load<T>(g), di = load<T>(d);
    for (let j: usize = 0; j < ld; j += sizeof<T>()) {
      const u = load<T>(x + j) - load<T>(y + j) + e, s = u < 0 ? -gi : gi;
      let v: T;
      if (di == 0 || u == 0) v = 0;
      else if (order == 1) v = s;
      else if (order == Infinity) v = abs<T>(u) == di ? s : <T>0;
      else v = s * power<T>(u / di, p - 1);
      store<T>(dx + j, v);
    }
    x += ld;
    y += ld;
    dx += ld;
    g += sizeof<T>();
    d += sizeof<T>();
  }
}

/** y = x / max(‖x‖, eps), row by row. */
export function unitRows<T>(rows: i32, cols: i32, x: usize, eps: f64, y: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const length = sqrt<T>(rowSum<T>(cols, x, x)), n = length < <T>eps ? <T>eps : length;
    for (let j: usize = 0; j < ld; j += sizeof<T>()) store<T>(y + j, load<T>(x + j) / n);
    x += ld;
    y += ld;
  }
}

/** dx = (dy − y Σ dy y) / ‖x‖, and dy / eps where ‖x‖ < eps. */
export function unitRowsBackward<T>(rows: i32, cols: i32, dy: usize, x: usize, y: usize, eps: f64, dx: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const length = sqrt<T>(rowSum<T>(cols, x, x)), short = length < <T>eps, n = short ? <T>eps : length;
    const s = short ? <T>0 : rowSum<T>(cols, dy, y);
    for (let j: usize = 0; j < ld; j += sizeof<T>())
      store<T>(dx + j, (load<T>(dy + j) - load<T>(y + j) * s) / n);
    x += ld;
    y += ld;
    dy += ld;
    dx += ld;
  }
}
