// Kernels of two matrices [rows, cols], row by row: cosines and distances; and of rows brought to length 1.
import { lanes, loadTail, storeTail } from "./common";
import { clear } from "./elementwise";
import { rowSum } from "./loops";
import { expOf, expOne, logOf, logOne } from "./vectors";

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
@inline function power<T>(u: v128, p: T): v128 {
  if (p == 1) return v128.abs<T>(u);
  return p == 2 ? v128.mul<T>(u, u) : expOf<T>(v128.mul<T>(v128.splat<T>(p), logOf<T>(v128.abs<T>(u))));
}

/** s and the first n lanes of v, added in their order. */
// @ts-ignore: decorator
@inline function addLanes<T>(s: T, v: v128, n: i32): T {
  s += v128.extract_lane<T>(v, 0);
  if (n > 1) s += v128.extract_lane<T>(v, 1);
  if (sizeof<T>() == 4) {
    if (n > 2) s += v128.extract_lane<T>(v, 2);
    if (n > 3) s += v128.extract_lane<T>(v, 3);
  }
  return s;
}

/** x − y + e */
// @ts-ignore: decorator
@inline function apart<T>(x: v128, y: v128, e: T): v128 {
  return v128.add<T>(v128.sub<T>(x, y), v128.splat<T>(e));
}

/** The largest |x − y + e|, NaN before all. */
function largest<T>(cols: i32, x: usize, y: usize, e: T): T {
  let s: T = 0;
  for (; cols > 0; --cols) {
    const u = load<T>(x) - load<T>(y) + e;
    if (abs<T>(u) > s || u != u) s = abs<T>(u);
    x += sizeof<T>();
    y += sizeof<T>();
  }
  return s;
}

/** (Σ |x − y + e|ᵖ)^(1/p) in the order of the columns. */
function ofOrder<T>(cols: i32, x: usize, y: usize, p: T, e: T): T {
  let s: T = 0;
  for (; cols >= lanes<T>(); cols -= lanes<T>()) {
    s = addLanes<T>(s, power<T>(apart<T>(v128.load(x), v128.load(y), e), p), lanes<T>());
    x += 16;
    y += 16;
  }
  if (cols > 0) s = addLanes<T>(s, power<T>(apart<T>(loadTail<T>(x, cols), loadTail<T>(y, cols), e), p), cols);
  if (p == 1) return s;
  return p == 2 ? sqrt<T>(s) : expOne<T>(logOne<T>(s) / p);
}

/** d[i] = ‖x − y + eps‖ₚ; the largest for an infinite p. */
export function distances<T>(rows: i32, cols: i32, x: usize, y: usize, order: f64, eps: f64, d: usize): void {
  const ld = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    const far = order == Infinity ? largest<T>(cols, x, y, <T>eps) : ofOrder<T>(cols, x, y, <T>order, <T>eps);
    store<T>(d, far);
    x += ld;
    y += ld;
    d += sizeof<T>();
  }
}

/** g sign(u) (|u| / d)^(p − 1), 0 where u is; g where |u| is d, the largest, for an infinite p. */
// @ts-ignore: decorator
@inline function share<T>(u: v128, g: T, d: T, p: T): v128 {
  const zero = v128.splat<T>(0), s = v128.bitselect(v128.splat<T>(-g), v128.splat<T>(g), v128.lt<T>(u, zero));
  const far = v128.splat<T>(d);
  if (p == <T>Infinity) return v128.and(s, v128.eq<T>(v128.abs<T>(u), far));
  const v = p == 1 ? s : v128.mul<T>(s, power<T>(v128.div<T>(u, far), p - 1));
  return v128.andnot(v, v128.eq<T>(u, zero));
}

/** dx = g ∂d/∂x: of u = x − y + eps it is sign(u) (|u| / d)^(p − 1), 0 where d = 0; all that are largest for an infinite p. */
export function distancesBackward<T>(
  rows: i32, cols: i32, g: usize, d: usize, x: usize, y: usize, order: f64, eps: f64, dx: usize,
): void {
  const p = <T>order, e = <T>eps;
  for (; rows > 0; --rows) {
    const gi = load<T>(g), di = load<T>(d), ld = <usize>cols * sizeof<T>();
    if (di == 0) clear<T>(cols, dx);
    else {
      let n = cols, j: usize = 0;
      for (; n >= lanes<T>(); n -= lanes<T>()) {
        v128.store(dx + j, share<T>(apart<T>(v128.load(x + j), v128.load(y + j), e), gi, di, p));
        j += 16;
      }
      if (n > 0)
        storeTail<T>(dx + j, share<T>(apart<T>(loadTail<T>(x + j, n), loadTail<T>(y + j, n), e), gi, di, p), n);
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
