// What every kernel file uses: vectors of T, their tails, and the flush of values too small to matter.
// A pointer is a byte address; n counts elements; T is f32 or f64.

/** Lanes of T in a vector. */
// @ts-ignore: decorator
@inline export function lanes<T>(): i32 {
  return 16 / <i32>sizeof<T>();
}

/** The first n < lanes elements at x, the other lanes zero. */
// @ts-ignore: decorator
@inline export function loadTail<T>(x: usize, n: i32): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(x);
  let v = v128.load32_zero(x);
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(x, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(x, 8));
  return v;
}

/** Stores the first n < lanes elements of v at y. */
// @ts-ignore: decorator
@inline export function storeTail<T>(y: usize, v: v128, n: i32): void {
  if (sizeof<T>() == 8) {
    store<f64>(y, f64x2.extract_lane(v, 0));
  } else {
    store<f32>(y, f32x4.extract_lane(v, 0));
    if (n > 1) store<f32>(y, f32x4.extract_lane(v, 1), 4);
    if (n > 2) store<f32>(y, f32x4.extract_lane(v, 2), 8);
  }
}

/** A vector at x: all of it, or the first n lanes. With a constant `full`, inlining leaves one of the two. */
// @ts-ignore: decorator
@inline export function get<T>(full: bool, x: usize, n: i32): v128 {
  return full ? v128.load(x) : loadTail<T>(x, n);
}

/** Stores v at y: all of it, or the first n lanes. */
// @ts-ignore: decorator
@inline export function put<T>(full: bool, y: usize, v: v128, n: i32): void {
  if (full) v128.store(y, v);
  else storeTail<T>(y, v, n);
}

/**
 * Values below 1e-30 (f32) or 1e-290 (f64) in size become 0. WebAssembly cannot flush subnormals by itself, and each
 * costs about a hundred cycles: moments and gradients that vanish would slow training several times over.
 */
// @ts-ignore: decorator
@inline export function flush<T>(v: v128): v128 {
  const tiny: T = sizeof<T>() == 4 ? <T>1e-30 : <T>1e-290;
  return v128.andnot(v, v128.lt<T>(v128.abs<T>(v), v128.splat<T>(tiny)));
}
