// Numbers fetched and brought back by a table of places, plane after plane: x has n to a plane, y and the table m. The
// table moves on by `step` from plane to plane. Four places that follow each other are one or two vectors.

// @ts-ignore: decorator
@inline function place<T>(x: usize, i: i32): usize {
  return x + <usize>i * sizeof<T>();
}

/** Whether the four places at `index` are k, k + 1, k + 2, k + 3. */
// @ts-ignore: decorator
@inline function isRun(index: usize, k: i32): bool {
  return k >= 0 && i32x4.all_true(i32x4.eq(v128.load(index), i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3))));
}

// @ts-ignore: decorator
@inline function fetch<T>(x: usize, k: i32, fill: T): T {
  return k < 0 ? fill : load<T>(place<T>(x, k));
}

/** y[i] = x[index[i]], or fill where that is −1. */
export function gather<T>(planes: i32, n: i32, m: i32, step: i32, x: usize, index: usize, fill: f64, y: usize): void {
  for (; planes > 0; --planes) {
    let i = m, p = index;
    for (; i >= 4; i -= 4) {
      const k = load<i32>(p);
      if (isRun(p, k)) {
        const from = place<T>(x, k);
        v128.store(y, v128.load(from));
        if (sizeof<T>() == 8) v128.store(y, v128.load(from, 16), 16);
      } else {
        store<T>(y, fetch<T>(x, k, <T>fill));
        store<T>(y, fetch<T>(x, load<i32>(p, 4), <T>fill), sizeof<T>());
        store<T>(y, fetch<T>(x, load<i32>(p, 8), <T>fill), 2 * sizeof<T>());
        store<T>(y, fetch<T>(x, load<i32>(p, 12), <T>fill), 3 * sizeof<T>());
      }
      p += 16;
      y += 4 * sizeof<T>();
    }
    for (; i > 0; --i) {
      store<T>(y, fetch<T>(x, load<i32>(p), <T>fill));
      p += 4;
      y += sizeof<T>();
    }
    x = place<T>(x, n);
    index = place<i32>(index, step);
  }
}

// @ts-ignore: decorator
@inline function addVector<T>(y: usize, x: usize): void {
  v128.store(y, v128.add<T>(v128.load(y), v128.load(x)));
}

/** dx[index[i]] += dy[i], in the order of i. */
export function addScatter<T>(planes: i32, n: i32, m: i32, step: i32, dy: usize, index: usize, dx: usize): void {
  for (; planes > 0; --planes) {
    let i = m, p = index;
    while (i > 0) {
      const k = load<i32>(p);
      if (i >= 4 && isRun(p, k)) {
        const to = place<T>(dx, k);
        addVector<T>(to, dy);
        if (sizeof<T>() == 8) addVector<T>(to + 16, dy + 16);
        p += 16;
        dy += 4 * sizeof<T>();
        i -= 4;
      } else {
        const to = place<T>(dx, k);
        if (k >= 0) store<T>(to, load<T>(to) + load<T>(dy));
        p += 4;
        dy += sizeof<T>();
        --i;
      }
    }
    dx = place<T>(dx, n);
    index = place<i32>(index, step);
  }
}

/** inverse[index[i]] = i, in the order of i; −1 where no i leads. */
export function invertIndex(planes: i32, n: i32, m: i32, index: usize, inverse: usize): void {
  for (; planes > 0; --planes) {
    memory.fill(inverse, 0xff, 4 * <usize>n);
    for (let i = 0; i < m; ++i) {
      const k = load<i32>(place<i32>(index, i));
      if (k >= 0) store<i32>(place<i32>(inverse, k), i);
    }
    index = place<i32>(index, m);
    inverse = place<i32>(inverse, n);
  }
}
