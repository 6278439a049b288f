// Loops over elements, and sums along a line.
//
// A function of elements is a class with a method, `f(x; a, b)` of one operand or `g(x, y; a, b)` of two, where x and y
// are four f32 or two f64. So a loop takes it as a type and has it inlined, which the dialect does with no function that
// is handed over; nobody makes instances. A loop does whole vectors and nothing else, since it is compiled once for each
// function: what comes before and after, the last few elements above all, is in `mapBy` and `zipBy`, once for a family.
import { lanes, loadTail, storeTail } from "./common";

/** Two vectors of this thread, through which the last few elements of x and y pass, as through a loop of their own. */
// @ts-ignore: decorator
@external("env", "tail")
declare const TAIL: usize;

/** How many of n elements are left when all whole vectors are done. */
// @ts-ignore: decorator
@inline function restOf<T>(n: i32): i32 {
  return n & (lanes<T>() - 1);
}

/** Brings the last m of n elements at x to vector i of the tail, where it says they are. */
// @ts-ignore: decorator
@inline function enter<T>(i: usize, n: i32, m: i32, x: usize): usize {
  v128.store(TAIL + 16 * i, loadTail<T>(x + <usize>(n - m) * sizeof<T>(), m));
  return TAIL + 16 * i;
}

/** Brings what has been computed in the tail to the last m of n elements at y. */
// @ts-ignore: decorator
@inline function leave<T>(n: i32, m: i32, y: usize): void {
  storeTail<T>(y + <usize>(n - m) * sizeof<T>(), v128.load(TAIL), m);
}

/** y = F.f(x; a, b) for n elements in whole vectors. */
export function whole<T, F>(n: i32, x: usize, y: usize, a: v128, b: v128): void {
  for (; n > 0; n -= lanes<T>()) {
    v128.store(y, changetype<F>(0).f(v128.load(x), a, b));
    x += 16;
    y += 16;
  }
}

/** z = G.g(x, y; a, b) for n elements in whole vectors; z may be x or y. */
export function wholePairs<T, G>(n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
  for (; n > 0; n -= lanes<T>()) {
    v128.store(z, changetype<G>(0).g(v128.load(x), v128.load(y), a, b));
    x += 16;
    y += 16;
    z += 16;
  }
}

/** y = f(x; a, b), n elements, where F.one has a loop over whole vectors for each number k. */
// @ts-ignore: decorator
@inline export function mapBy<T, F>(k: i32, n: i32, x: usize, y: usize, a0: f64, b0: f64): void {
  const a = v128.splat<T>(<T>a0), b = v128.splat<T>(<T>b0), m = restOf<T>(n);
  changetype<F>(0).one(k, n - m, x, y, a, b);
  if (m == 0) return;
  const tail = enter<T>(0, n, m, x);
  changetype<F>(0).one(k, lanes<T>(), tail, tail, a, b);
  leave<T>(n, m, y);
}

/** z = g(x, y; a, b), n elements, where G.two has the loops; z may be x or y. */
// @ts-ignore: decorator
@inline export function zipBy<T, G>(k: i32, n: i32, x: usize, y: usize, z: usize, a0: f64, b0: f64): void {
  const a = v128.splat<T>(<T>a0), b = v128.splat<T>(<T>b0), m = restOf<T>(n);
  changetype<G>(0).two(k, n - m, x, y, z, a, b);
  if (m == 0) return;
  const tail = enter<T>(0, n, m, x);
  changetype<G>(0).two(k, lanes<T>(), tail, enter<T>(1, n, m, y), tail, a, b);
  leave<T>(n, m, z);
}

/** The loop over one function, whatever the number. */
class Only<T, F> {
  one(_: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    whole<T, F>(n, x, y, a, b);
  }

  two(_: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
    wholePairs<T, F>(n, x, y, z, a, b);
  }
}

/** y = F.f(x), n elements. */
export function each<T, F>(n: i32, x: usize, y: usize): void {
  mapBy<T, Only<T, F>>(0, n, x, y, 0, 0);
}

/** z = G.g(x, y), n elements; z may be x or y. */
export function pairs<T, G>(n: i32, x: usize, y: usize, z: usize): void {
  zipBy<T, Only<T, G>>(0, n, x, y, z, 0, 0);
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

// @ts-ignore: decorator
@inline function larger<T>(a: T, b: T): T {
  return b > a ? b : a;
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
