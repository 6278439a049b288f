// Connectionist temporal classification: the sum over all alignments of a label sequence with a longer sequence of steps.
// The label sequence is taken with a blank before, between and behind its labels: state s = 0 … 2S, odd ones the labels.
import { clear } from "./elementwise";
import { expOne, logOne } from "./vectors";

/** ln(eᵃ + eᵇ + eᶜ) */
function logSum<T>(a: T, b: T, c: T): T {
  let m = a > b ? a : b;
  m = m > c ? m : c;
  if (m == -<T>Infinity) return a + b + c; // or NaN
  const s = expOne<T>(a - m) + expOne<T>(b - m) + expOne<T>(c - m);
  return m + logOne<T>(s);
}

/** The class of state s. */
// @ts-ignore: decorator
@inline function classOf(t: usize, s: i32, blank: i32): i32 {
  return s & 1 ? load<i32>(t + 4 * <usize>(s >> 1)) : blank;
}

/** Whether state s may be reached from s − 2: it is a label, and another than the one before. */
// @ts-ignore: decorator
@inline function skips(t: usize, s: i32): bool {
  return s > 1 && (s & 1) == 1 && load<i32>(t + 4 * <usize>(s >> 1)) != load<i32>(t + 4 * <usize>((s >> 1) - 1));
}

/**
 * l = −ln p(t | y) for y [rows, steps, classes], labels t [rows, width] and n [rows, 2], the numbers of steps and labels.
 * alpha [rows, steps + 1, 2 width + 1] keeps ln of the sum over the beginnings that end in state s at each step.
 */
export function ctc<T>(
  rows: i32, steps: i32, classes: i32, width: i32, y: usize, t: usize, n: usize, blank: i32, mean: i32, finite: i32,
  alpha: usize, l: usize,
): void {
  const es: usize = sizeof<T>(), none = -<T>Infinity, ld = <usize>(2 * width + 1) * es;
  for (; rows > 0; --rows) {
    const time = load<i32>(n), states = 2 * load<i32>(n + 4) + 1;
    let a = alpha, p = y;
    for (let s = 0; s < states; ++s)
      store<T>(a + <usize>s * es, s < 2 ? load<T>(p + <usize>classOf(t, s, blank) * es) : none);
    for (let i = 1; i < time; ++i) {
      const before = a;
      a += ld;
      p += <usize>classes * es;
      for (let s = 0; s < states; ++s) {
        const at = before + <usize>s * es;
        const sum = logSum<T>(load<T>(at), s > 0 ? load<T>(at - es) : none, skips(t, s) ? load<T>(at - 2 * es) : none);
        store<T>(a + <usize>s * es, sum + load<T>(p + <usize>classOf(t, s, blank) * es));
      }
    }
    const last = a + <usize>(states - 1) * es;
    let v = -logSum<T>(load<T>(last), states > 1 ? load<T>(last - es) : none, none);
    if (mean && states > 3) v /= <T>(states >> 1);
    store<T>(l, finite && v == <T>Infinity ? <T>0 : v);
    y += <usize>steps * <usize>classes * es;
    alpha += <usize>(steps + 1) * ld;
    t += 4 * <usize>width;
    n += 8;
    l += es;
  }
}

/**
 * dy = −g times the share of each class at each step in all alignments, α β / p(t | y), and 0 where p is 0. β, the sum over
 * the endings after state s, runs backwards in the last row of alpha. g = a, or a / labels (at least 1) with `mean`.
 */
export function ctcBackward<T>(
  rows: i32, steps: i32, classes: i32, width: i32, y: usize, t: usize, n: usize, blank: i32, a: f64, mean: i32,
  alpha: usize, dy: usize,
): void {
  const es: usize = sizeof<T>(), none = -<T>Infinity, ld = <usize>(2 * width + 1) * es, row = <usize>classes * es;
  for (; rows > 0; --rows) {
    const time = load<i32>(n), count = load<i32>(n + 4), states = 2 * count + 1;
    const beta = alpha + <usize>steps * ld, g = mean && count > 1 ? <T>a / <T>count : <T>a;
    const end = alpha + <usize>(time - 1) * ld + <usize>(states - 1) * es;
    const total = logSum<T>(load<T>(end), states > 1 ? load<T>(end - es) : none, none);
    clear<T>(steps * classes, dy);
    for (let i = time - 1; i >= 0 && total != none; --i) {
      const next = y + <usize>(i + 1) * row, d = dy + <usize>i * row, al = alpha + <usize>i * ld;
      for (let s = 0; s < states; ++s) {
        const at = beta + <usize>s * es;
        let b: T;
        if (i == time - 1) b = s >= states - 2 ? <T>0 : none;
        else {
          const stay = load<T>(at) + load<T>(next + <usize>classOf(t, s, blank) * es);
          const step = s + 1 < states ? load<T>(at + es) + load<T>(next + <usize>classOf(t, s + 1, blank) * es) : none;
          const leap = s + 2 < states && skips(t, s + 2)
            ? load<T>(at + 2 * es) + load<T>(next + <usize>classOf(t, s + 2, blank) * es) : none;
          b = logSum<T>(stay, step, leap);
        }
        store<T>(at, b);
        const to = d + <usize>classOf(t, s, blank) * es;
        store<T>(to, load<T>(to) - g * expOne<T>(load<T>(al + <usize>s * es) + b - total));
      }
    }
    y += <usize>steps * row;
    dy += <usize>steps * row;
    alpha += <usize>(steps + 1) * ld;
    t += 4 * <usize>width;
    n += 8;
  }
}
