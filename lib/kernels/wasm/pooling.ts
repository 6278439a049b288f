// Planes x [h, w] under windows and between their numbers, y [oh, ow]. The windows have (from, to, count) for each row
// of y and then for each column; the neighbours have two places, the shares one number likewise.
import { lanes } from "./common";
import { clear } from "./elementwise";

// @ts-ignore: decorator
@inline function at<T>(x: usize, i: i32): usize {
  return x + <usize>i * sizeof<T>();
}

/** As many windows as a vector has lanes: of the rows from r0 to r1, and of `count` columns each, none of them empty. */
// @ts-ignore: decorator
@inline function maxLanes<T>(r0: i32, r1: i32, w: i32, dh: i32, dw: i32, count: i32, x: usize, column: usize, y: usize, k: usize): void {
  const f32s = sizeof<T>() == 4;
  const c0 = load<i32>(column), c1 = load<i32>(column, 12), c2 = f32s ? load<i32>(column, 24) : 0, c3 = f32s ? load<i32>(column, 36) : 0;
  const a0 = at<T>(x, c0), a1 = at<T>(x, c1), a2 = at<T>(x, c2), a3 = at<T>(x, c3);
  const columns = f32s ? i32x4(c0, c1, c2, c3) : i64x2(c0, c1);
  let best = v128.splat<T>(-Infinity), place = columns;
  for (let r = r0; r < r1; r += dh)
    for (let p = r * w, end = p + count; p < end; p += dw) {
      const o = at<T>(0, p);
      let v = v128.load_lane<T>(a1 + o, v128.load_zero<T>(a0 + o), 1);
      if (f32s) v = v128.load_lane<T>(a3 + o, v128.load_lane<T>(a2 + o, v, 2), 3);
      // Whatever is first is taken.
      const first = v128.splat<i32>(-i32(p == r0 * w));
      const take = v128.or(first, v128.or(v128.gt<T>(v, best), v128.ne<T>(v, v)));
      best = v128.bitselect(v, best, take);
      place = v128.bitselect(f32s ? i32x4.add(columns, i32x4.splat(p)) : i64x2.add(columns, i64x2.splat(p)), place, take);
    }
  v128.store(y, best);
  if (f32s) v128.store(k, place);
  else {
    store<i32>(k, <i32>v128.extract_lane<i64>(place, 0));
    store<i32>(k, <i32>v128.extract_lane<i64>(place, 1), 4);
  }
}

/** Whether so many windows from here on have `count` columns each. */
// @ts-ignore: decorator
@inline function alike(n: i32, column: usize, count: i32): bool {
  for (let l = 1; l < n; ++l) {
    const c = column + 12 * l;
    if (load<i32>(c, 4) - load<i32>(c) != count) return false;
  }
  return true;
}

/** y = the largest number of each window, k its place: the first of equals, NaN before all, −1 where there is none. */
export function maxPool<T>(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, dh: i32, dw: i32, x: usize, windows: usize, y: usize, k: usize,
): void {
  const columns = at<i32>(windows, 3 * oh);
  for (; planes > 0; --planes) {
    let row = windows;
    for (let i = 0; i < oh; ++i) {
      const r0 = load<i32>(row), r1 = load<i32>(row, 4);
      let column = columns;
      for (let j = 0; j < ow; ++j) {
        const c0 = load<i32>(column), c1 = load<i32>(column, 4);
        if (r0 < r1 && c0 < c1 && j + lanes<T>() <= ow && alike(lanes<T>(), column, c1 - c0)) {
          maxLanes<T>(r0, r1, w, dh, dw, c1 - c0, x, column, y, k);
          j += lanes<T>() - 1;
          y += 16;
          k += 4 * lanes<T>();
          column += 12 * lanes<T>();
          continue;
        }
        let best = <T>-Infinity, place = -1;
        for (let r = r0; r < r1; r += dh)
          for (let p = r * w + c0, end = r * w + c1; p < end; p += dw) {
            const v = load<T>(at<T>(x, p));
            if (v > best || v != v || place < 0) {
              best = v;
              place = p;
            }
          }
        store<T>(y, best);
        store<i32>(k, place);
        y += sizeof<T>();
        k += 4;
        column += 12;
      }
      row += 12;
    }
    x = at<T>(x, h * w);
  }
}

/** What the sum of a window is divided by. */
// @ts-ignore: decorator
@inline function countOf(row: usize, column: usize, divisor: f64): f64 {
  return divisor == 0 ? <f64>load<i32>(row, 8) * <f64>load<i32>(column, 8) : divisor;
}

/** y = the sum of each window, row by row, in float64, by its count. */
export function avgPool<T>(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, divisor: f64, x: usize, windows: usize, y: usize,
): void {
  const columns = at<i32>(windows, 3 * oh);
  for (; planes > 0; --planes) {
    let row = windows;
    for (let i = 0; i < oh; ++i) {
      const r0 = load<i32>(row), r1 = load<i32>(row, 4);
      let column = columns;
      for (let j = 0; j < ow; ++j) {
        const c0 = load<i32>(column), c1 = load<i32>(column, 4);
        let s: f64 = 0;
        for (let r = r0; r < r1; ++r)
          for (let p = at<T>(x, r * w + c0), end = at<T>(x, r * w + c1); p < end; p += sizeof<T>())
            s += <f64>load<T>(p);
        store<T>(y, <T>(s / countOf(row, column, divisor)));
        y += sizeof<T>();
        column += 12;
      }
      row += 12;
    }
    x = at<T>(x, h * w);
  }
}

/** dx = Σ dy by the count, over the windows of a place in their order. */
export function avgPoolBackward<T>(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, divisor: f64, dy: usize, windows: usize, dx: usize,
): void {
  const columns = at<i32>(windows, 3 * oh);
  for (; planes > 0; --planes) {
    clear<T>(h * w, dx);
    let row = windows;
    for (let i = 0; i < oh; ++i) {
      const r0 = load<i32>(row), r1 = load<i32>(row, 4);
      let column = columns;
      for (let j = 0; j < ow; ++j) {
        const c0 = load<i32>(column), c1 = load<i32>(column, 4);
        const g = <T>(<f64>load<T>(dy) / countOf(row, column, divisor));
        for (let r = r0; r < r1; ++r)
          for (let p = at<T>(dx, r * w + c0), end = at<T>(dx, r * w + c1); p < end; p += sizeof<T>())
            store<T>(p, load<T>(p) + g);
        dy += sizeof<T>();
        column += 12;
      }
      row += 12;
    }
    dx = at<T>(dx, h * w);
  }
}

/** y = the means of two neighbours in each of two rows, by their shares; the second row only where it has one. */
export function interpolate<T>(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, x: usize, neighbours: usize, shares: usize, y: usize,
): void {
  const columns = at<i32>(neighbours, 2 * oh), mus = at<T>(shares, oh);
  for (; planes > 0; --planes) {
    for (let i = 0; i < oh; ++i) {
      const a = at<T>(x, load<i32>(at<i32>(neighbours, 2 * i)) * w);
      const b = at<T>(x, load<i32>(at<i32>(neighbours, 2 * i), 4) * w);
      const lambda = load<T>(at<T>(shares, i)), rest = <T>1 - lambda;
      for (let j = 0; j < ow; ++j) {
        const c = load<i32>(at<i32>(columns, 2 * j)), d = load<i32>(at<i32>(columns, 2 * j), 4);
        const mu = load<T>(at<T>(mus, j)), nu = <T>1 - mu;
        let v = nu * load<T>(at<T>(a, c)) + mu * load<T>(at<T>(a, d));
        if (lambda != 0) v = rest * v + lambda * (nu * load<T>(at<T>(b, c)) + mu * load<T>(at<T>(b, d)));
        store<T>(y, v);
        y += sizeof<T>();
      }
    }
    x = at<T>(x, h * w);
  }
}

// @ts-ignore: decorator
@inline function add<T>(p: usize, g: T): void {
  store<T>(p, load<T>(p) + g);
}

/** dx = Σ dy by the shares, in the order of y. */
export function interpolateBackward<T>(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, dy: usize, neighbours: usize, shares: usize, dx: usize,
): void {
  const columns = at<i32>(neighbours, 2 * oh), mus = at<T>(shares, oh);
  for (; planes > 0; --planes) {
    clear<T>(h * w, dx);
    for (let i = 0; i < oh; ++i) {
      const a = at<T>(dx, load<i32>(at<i32>(neighbours, 2 * i)) * w);
      const b = at<T>(dx, load<i32>(at<i32>(neighbours, 2 * i), 4) * w);
      const lambda = load<T>(at<T>(shares, i)), rest = <T>1 - lambda;
      for (let j = 0; j < ow; ++j) {
        const c = load<i32>(at<i32>(columns, 2 * j)), d = load<i32>(at<i32>(columns, 2 * j), 4);
        const mu = load<T>(at<T>(mus, j)), nu = <T>1 - mu, g = load<T>(dy);
        const upper = lambda == 0 ? g : rest * g;
        add<T>(at<T>(a, c), nu * upper);
        add<T>(at<T>(a, d), mu * upper);
        if (lambda != 0) {
          add<T>(at<T>(b, c), nu * (lambda * g));
          add<T>(at<T>(b, d), mu * (lambda * g));
        }
        dy += sizeof<T>();
      }
    }
    dx = at<T>(dx, h * w);
  }
}
