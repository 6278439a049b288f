// Statistics of groups of elements and what is normalised by them. x is [batch, groups, channels, space]; a group has a
// mean m and r = 1/√(variance + ε), of its own in every batch entry (`own` 1) or one for the batch (0); a channel has a
// weight w and a bias b; x̂ = (x − m) r. All arithmetic is in float64, two elements at a time, rounded once at the end.
// Absent operands have the address 0: m and b are then 0, w is 1.
import { clear } from "./elementwise";
import { addColumnSums } from "./rows";

/** The two elements at x, in float64. */
// @ts-ignore: decorator
@inline function pair<T>(x: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(x) : f64x2.promote_low_f32x4(v128.load64_zero(x));
}

/** Stores v at y, or its first lane only where n is 1. */
// @ts-ignore: decorator
@inline function putPair<T>(y: usize, v: v128, n: i32): void {
  if (n == 1) store<T>(y, <T>f64x2.extract_lane(v, 0));
  else if (sizeof<T>() == 8) v128.store(y, v);
  else store<i64>(y, i64x2.extract_lane(f32x4.demote_f64x2_zero(v), 0));
}

/** The number at x in both lanes, or `other` where there is none. */
// @ts-ignore: decorator
@inline function both<T>(x: usize, other: f64): v128 {
  return f64x2.splat(x == 0 ? other : <f64>load<T>(x));
}

const SUM = 0; // dy
const SQUARES = 1; // (dy − m)²
const WEIGHED = 2; // w dy
const SLOPES = 3; // w (dy x̂)

// @ts-ignore: decorator
@inline function term<T>(k: i32, dy: usize, x: usize, w: usize, along: bool, m: v128, r: v128): v128 {
  const v = pair<T>(dy);
  if (k == SUM) return v;
  if (k == SQUARES) {
    const d = f64x2.sub(v, m);
    return f64x2.mul(d, d);
  }
  const s = k == SLOPES ? f64x2.mul(v, f64x2.mul(f64x2.sub(pair<T>(x), m), r)) : v;
  return along ? f64x2.mul(pair<T>(w), s) : s;
}

/** Σ of a term along n elements: element i goes to partial sum i mod 4, added as (s₀ + s₁) + (s₂ + s₃). */
// @ts-ignore: decorator
@inline function fold<T>(k: i32, n: i32, dy: usize, x: usize, w: usize, along: bool, m: v128, r: v128): f64 {
  const two: usize = 2 * sizeof<T>();
  let s = f64x2.splat(0), t = f64x2.splat(0);
  for (; n >= 4; n -= 4) {
    s = f64x2.add(s, term<T>(k, dy, x, w, along, m, r));
    t = f64x2.add(t, term<T>(k, dy + two, x + two, w + two, along, m, r));
    dy += 2 * two;
    x += 2 * two;
    w += 2 * two;
  }
  let s0 = f64x2.extract_lane(s, 0), s1 = f64x2.extract_lane(s, 1), s2 = f64x2.extract_lane(t, 0);
  if (n > 0) {
    const u = term<T>(k, dy, x, w, along, m, r);
    s0 += f64x2.extract_lane(u, 0);
    if (n > 1) s1 += f64x2.extract_lane(u, 1);
    if (n > 2) s2 += f64x2.extract_lane(term<T>(k, dy + two, x + two, w + two, along, m, r), 0);
  }
  return s0 + s1 + (s2 + f64x2.extract_lane(t, 1));
}

// @ts-ignore: decorator
@inline function plus(p: usize, s: f64): void {
  store<f64>(p, load<f64>(p) + s);
}

// @ts-ignore: decorator
@inline function addTerms<T>(k: i32, batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, mean: usize, out: usize): void {
  const plane = own ? <usize>groups * 8 : 0;
  for (; batch > 0; --batch) {
    if (len == 1) {
      let n = groups, m = mean, o = out;
      for (; n > 0; n -= 2) {
        const t = f64x2.mul(f64x2.splat(a), term<T>(k, x, 0, 0, false, k == SUM ? f64x2.splat(0) : v128.load(m), f64x2.splat(1)));
        putPair<f64>(o, f64x2.add(v128.load(o), t), n);
        x += 2 * sizeof<T>();
        m += 16;
        o += 16;
      }
      if (n < 0) x -= sizeof<T>();
    } else {
      for (let g: usize = 0; g < <usize>groups * 8; g += 8) {
        const m = k == SUM ? f64x2.splat(0) : v128.load_splat<f64>(mean + g);
        plus(out + g, a * fold<T>(k, len, x, 0, 0, false, m, f64x2.splat(1)));
        x += <usize>len * sizeof<T>();
      }
    }
    mean += plane;
    out += plane;
  }
}

/** out[g] += a Σ x over the groups' `len` elements, one batch entry after the other. */
export function addMeans<T>(batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, out: usize): void {
  addTerms<T>(SUM, batch, groups, len, own, a, x, 0, out);
}

/** out[g] += a Σ (x − m)², in the same order. */
export function addVariances<T>(batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, mean: usize, out: usize): void {
  addTerms<T>(SQUARES, batch, groups, len, own, a, x, mean, out);
}

/** y = w x̂ + b along n elements, which have one m and r or (`byGroup`) each its own, and likewise w and b (`byChannel`). */
// @ts-ignore: decorator
@inline function normaliseRun<T>(byGroup: bool, byChannel: bool, n: i32, x: usize, mean: usize, rstd: usize, w: usize, b: usize, y: usize): void {
  let m = both<f64>(mean, 0), r = both<f64>(rstd, 1), wv = both<T>(w, 1), bv = both<T>(b, 0);
  const two: usize = 2 * sizeof<T>();
  for (; n > 0; n -= 2) {
    if (byGroup) {
      if (mean != 0) m = v128.load(mean);
      r = v128.load(rstd);
      mean += mean == 0 ? 0 : 16;
      rstd += 16;
    }
    if (byChannel) {
      if (w != 0) wv = pair<T>(w);
      if (b != 0) bv = pair<T>(b);
      w += w == 0 ? 0 : two;
      b += b == 0 ? 0 : two;
    }
    putPair<T>(y, f64x2.add(f64x2.mul(wv, f64x2.mul(f64x2.sub(pair<T>(x), m), r)), bv), n);
    x += two;
    y += two;
  }
}

// @ts-ignore: decorator
@inline function later(p: usize, bytes: usize): usize {
  return p == 0 ? 0 : p + bytes;
}

/** y = w x̂ + b. */
export function normalise<T>(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, x: usize, mean: usize, rstd: usize, w: usize, b: usize, y: usize,
): void {
  const es: usize = sizeof<T>(), plane = own ? <usize>groups * 8 : 0;
  for (; batch > 0; --batch) {
    if (space == 1 && channels == 1) {
      normaliseRun<T>(true, true, groups, x, mean, rstd, w, b, y);
      x += <usize>groups * es;
      y += <usize>groups * es;
    } else {
      for (let g = 0; g < groups; ++g) {
        const m = later(mean, <usize>g * 8), r = rstd + <usize>g * 8;
        const line = <usize>(g * channels) * es;
        if (space == 1) {
          normaliseRun<T>(false, true, channels, x, m, r, later(w, line), later(b, line), y);
          x += <usize>channels * es;
          y += <usize>channels * es;
        } else {
          for (let k: usize = 0; k < <usize>channels * es; k += es) {
            normaliseRun<T>(false, false, space, x, m, r, later(w, line + k), later(b, line + k), y);
            x += <usize>space * es;
            y += <usize>space * es;
          }
        }
      }
    }
    mean = later(mean, plane);
    rstd += plane;
  }
}

/** p += w dy and q += w (dy x̂), element by element, which have one m and r or (`byGroup`) each its own. */
// @ts-ignore: decorator
@inline function addRun<T>(byGroup: bool, n: i32, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize, q: usize): void {
  let m = both<f64>(mean, 0), r = both<f64>(rstd, 1), wv = f64x2.splat(1);
  const two: usize = 2 * sizeof<T>();
  for (; n > 0; n -= 2) {
    if (byGroup) {
      if (mean != 0) m = v128.load(mean);
      r = v128.load(rstd);
      mean += mean == 0 ? 0 : 16;
      rstd += 16;
    }
    if (w != 0) {
      wv = pair<T>(w);
      w += two;
    }
    const d = pair<T>(dy), s = f64x2.mul(d, f64x2.mul(f64x2.sub(pair<T>(x), m), r));
    putPair<f64>(p, f64x2.add(v128.load(p), f64x2.mul(wv, d)), n);
    putPair<f64>(q, f64x2.add(v128.load(q), f64x2.mul(wv, s)), n);
    dy += two;
    x += two;
    p += 16;
    q += 16;
  }
}

/**
 * p[g] += Σ w dy and q[g] += Σ w dy x̂ over a group; db[c] += Σ dy and dw[c] += Σ dy x̂ over a channel; all in float64.
 */
export function addNormaliseSums<T>(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize, q: usize,
  db: usize, dw: usize,
): void {
  const es: usize = sizeof<T>(), plane = own ? <usize>groups * 8 : 0, zero = f64x2.splat(0);
  for (; batch > 0; --batch) {
    if (space == 1 && channels == 1) {
      addRun<T>(true, groups, dy, x, mean, rstd, w, p, q);
      addRun<T>(true, groups, dy, x, mean, rstd, 0, db, dw);
      x += <usize>groups * es;
      dy += <usize>groups * es;
    } else {
      for (let g: usize = 0; g < <usize>groups; ++g) {
        const mg = later(mean, g * 8), rg = rstd + g * 8, m = both<f64>(mg, 0), r = v128.load_splat<f64>(rg);
        const c = g * <usize>channels;
        if (space == 1) {
          if (w == 0) {
            plus(p + g * 8, fold<T>(WEIGHED, channels, dy, x, 0, false, zero, r));
            plus(q + g * 8, fold<T>(SLOPES, channels, dy, x, 0, false, m, r));
          } else {
            plus(p + g * 8, fold<T>(WEIGHED, channels, dy, x, w + c * es, true, zero, r));
            plus(q + g * 8, fold<T>(SLOPES, channels, dy, x, w + c * es, true, m, r));
          }
          addRun<T>(false, channels, dy, x, mg, rg, 0, db + c * 8, dw + c * 8);
          x += <usize>channels * es;
          dy += <usize>channels * es;
        } else {
          for (let k = c; k < c + <usize>channels; ++k) {
            const a = fold<T>(WEIGHED, space, dy, x, 0, false, zero, r), h = fold<T>(SLOPES, space, dy, x, 0, false, m, r);
            const wk = w == 0 ? 1 : <f64>load<T>(w + k * es);
            plus(p + g * 8, wk * a);
            plus(q + g * 8, wk * h);
            plus(db + k * 8, a);
            plus(dw + k * 8, h);
            x += <usize>space * es;
            dy += <usize>space * es;
          }
        }
      }
    }
    mean = later(mean, plane);
    rstd += plane;
    p += plane;
    q += plane;
  }
}

// @ts-ignore: decorator
@inline function backwardRun<T>(
  byGroup: bool, byChannel: bool, n: i32, a: v128, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize, q: usize, dx: usize,
): void {
  let m = both<f64>(mean, 0), r = both<f64>(rstd, 1), wv = both<T>(w, 1);
  let pv = f64x2.mul(a, both<f64>(p, 0)), qv = f64x2.mul(a, both<f64>(q, 0));
  const two: usize = 2 * sizeof<T>();
  for (; n > 0; n -= 2) {
    if (byGroup) {
      if (mean != 0) m = v128.load(mean);
      if (p != 0) pv = f64x2.mul(a, v128.load(p));
      r = v128.load(rstd);
      qv = f64x2.mul(a, v128.load(q));
      mean += mean == 0 ? 0 : 16;
      p += p == 0 ? 0 : 16;
      rstd += 16;
      q += 16;
    }
    if (byChannel && w != 0) {
      wv = pair<T>(w);
      w += two;
    }
    const h = f64x2.mul(f64x2.sub(pair<T>(x), m), r), g = f64x2.sub(f64x2.mul(wv, pair<T>(dy)), pv);
    putPair<T>(dx, f64x2.mul(r, f64x2.sub(g, f64x2.mul(h, qv))), n);
    dy += two;
    x += two;
    dx += two;
  }
}

/** dx = r (w dy − a p − x̂ a q), with the sums p and q of the group; p absent is 0. */
export function normaliseBackward<T>(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, scale: f64, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize,
  q: usize, dx: usize,
): void {
  const es: usize = sizeof<T>(), plane = own ? <usize>groups * 8 : 0, a = f64x2.splat(scale);
  for (; batch > 0; --batch) {
    if (space == 1 && channels == 1) {
      backwardRun<T>(true, true, groups, a, dy, x, mean, rstd, w, p, q, dx);
      x += <usize>groups * es;
      dy += <usize>groups * es;
      dx += <usize>groups * es;
    } else {
      for (let g: usize = 0; g < <usize>groups; ++g) {
        const o = g * 8, line = g * <usize>channels * es;
        if (space == 1) {
          backwardRun<T>(false, true, channels, a, dy, x, later(mean, o), rstd + o, later(w, line), later(p, o), q + o, dx);
          x += <usize>channels * es;
          dy += <usize>channels * es;
          dx += <usize>channels * es;
        } else {
          for (let k: usize = 0; k < <usize>channels * es; k += es) {
            backwardRun<T>(false, false, space, a, dy, x, later(mean, o), rstd + o, later(w, line + k), later(p, o), q + o, dx);
            x += <usize>space * es;
            dy += <usize>space * es;
            dx += <usize>space * es;
          }
        }
      }
    }
    mean = later(mean, plane);
    p = later(p, plane);
    rstd += plane;
    q += plane;
  }
}

/** y = a y + b d with d in float64, n elements. */
export function mix<T>(n: i32, a: f64, b: f64, d: usize, y: usize): void {
  for (; n > 0; --n) {
    store<T>(y, <T>(a * <f64>load<T>(y) + b * load<f64>(d)));
    y += sizeof<T>();
    d += 8;
  }
}

/** z[c] = Σ x[j] over j from c − before to c + after, as far as there are channels; x is [batch, channels, space]. */
export function windowSums<T>(batch: i32, channels: i32, space: i32, before: i32, after: i32, x: usize, z: usize): void {
  const ld = <usize>space * sizeof<T>();
  for (; batch > 0; --batch) {
    for (let c = 0; c < channels; ++c) {
      const low = c > before ? c - before : 0, high = c + after < channels ? c + after : channels - 1;
      clear<T>(space, z);
      addColumnSums<T>(high - low + 1, space, x + <usize>low * ld, z);
      z += ld;
    }
    x += <usize>channels * ld;
  }
}
