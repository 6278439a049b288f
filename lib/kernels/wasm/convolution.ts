// Windows of images, and the products of convolutions with them. `plan` says which windows (plan.ts).
//
// The columns of a group are the matrix [K, P] of what its windows see: K = channels · kernel elements, P positions. It
// is never written down as a whole. `correlate` packs it from the image straight into the panels of a product;
// `addCorrelateWeights` reads its lines in place, one run of positions after the other; `correlateBackward` makes it
// for as many channels at a time as fit the second-level cache.
//
// Windows that reach over the edge read a frame: a copy of the image, for the channels at hand, with the zeros around
// it. A run of positions is then a run of the image, and nothing in the inner loops asks where the edge is.
//
// `rooms` are the caller's (roomFor in kernels/plan.ts), one of `each` bytes for every thread: places of a block of
// columns, then sums, then the frame.
import { lanes, loadTail, storeTail } from "./common";
import { FROM_C, FROM_COLUMN, FROM_ZERO } from "./ops";
import {
  CHANNELS, DILATION, FILTERS, FRAME, FRAMED, GROUPS, KERNEL, PADDING, PLACES, POSITIONS, SIZE, STRIDE,
} from "./plan";
import { gemm } from "./products";
import { DEPTH, madd, MC, NC, NR, packA, packB, packedA, packedB, tiles } from "./tiles";

/** Number i of the plan, and the product of the three from i on. */
// @ts-ignore: decorator
@inline function at(plan: usize, i: i32): i32 {
  return load<i32>(plan + (<usize>i << 2));
}
// @ts-ignore: decorator
@inline function volume(plan: usize, i: i32): i32 {
  return at(plan, i) * at(plan, i + 1) * at(plan, i + 2);
}

/** Lines of the columns that are worked on together: equal blocks of a multiple of 4, at most DEPTH bytes deep. */
function blockOf<T>(K: i32): i32 {
  const depth = DEPTH / <i32>sizeof<T>(), blocks = (K + depth - 1) / depth;
  return ((K + blocks - 1) / blocks + 3) & -4;
}

/** Writes where lines k0 … k0 + n of the columns start in a frame, in bytes from the channel of the first of them. */
function setPlaces<T>(plan: usize, k0: i32, n: i32, places: usize): void {
  const KD = at(plan, KERNEL), KH = at(plan, KERNEL + 1), KW = at(plan, KERNEL + 2);
  const FD = at(plan, FRAME), FH = at(plan, FRAME + 1), FW = at(plan, FRAME + 2);
  const DD = at(plan, DILATION), DH = at(plan, DILATION + 1), DW = at(plan, DILATION + 2);
  let l = k0 % KW, j = k0 / KW % KH, i = k0 / (KW * KH) % KD, c = 0;
  for (; n > 0; --n) {
    store<u32>(places, <u32>((((c * FD + i * DD) * FH + j * DH) * FW + l * DW) * <i32>sizeof<T>()));
    places += 4;
    if (++l == KW) {
      l = 0;
      if (++j == KH) {
        j = 0;
        if (++i == KD) {
          i = 0;
          ++c;
        }
      }
    }
  }
}

/** Clears a frame of the channels that lines k0 … k0 + n belong to. */
function clearFrame<T>(plan: usize, k0: i32, n: i32, frame: usize): void {
  const taps = volume(plan, KERNEL), channels = (k0 + n - 1) / taps - k0 / taps + 1;
  memory.fill(frame, 0, <usize>channels * <usize>volume(plan, FRAME) * sizeof<T>());
}

/** Copies n elements. */
// @ts-ignore: decorator
@inline function copy<T>(n: i32, to: usize, from: usize): void {
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  if (n > 0) storeTail<T>(to, loadTail<T>(from, n), n);
}

/** Copies the channels of lines k0 … k0 + n from x into the middle of the frame; returns where windows are read. */
function framed<T>(plan: usize, x: usize, k0: i32, n: i32, frame: usize): usize {
  const es: usize = sizeof<T>(), taps = volume(plan, KERNEL), first = k0 / taps;
  x += <usize>first * <usize>volume(plan, SIZE) * es;
  if (at(plan, FRAMED) == 0) return x;
  const D = at(plan, SIZE), H = at(plan, SIZE + 1), W = at(plan, SIZE + 2);
  const FD = at(plan, FRAME), FH = at(plan, FRAME + 1), FW = at(plan, FRAME + 2);
  const PD = at(plan, PADDING), PH = at(plan, PADDING + 1), PW = at(plan, PADDING + 2);
  const d1 = min(D, FD - PD), h1 = min(H, FH - PH), w1 = min(W, FW - PW);
  let to = frame;
  for (let c = (k0 + n - 1) / taps - first; c >= 0; --c) {
    for (let d = 0; d < d1; ++d)
      for (let h = 0; h < h1; ++h)
        copy<T>(w1, to + <usize>(((d + PD) * FH + h + PH) * FW + PW) * es, x + <usize>((d * H + h) * W) * es);
    to += <usize>(FD * FH * FW) * es;
    x += <usize>(D * H * W) * es;
  }
  return frame;
}

/** Packs columns p0 … p0 + nc of the kc lines at `places` into panels of NR, each with line after line. */
function packWindows<T>(plan: usize, to: usize, image: usize, places: usize, kc: i32, p0: i32, nc: i32): void {
  const es: usize = sizeof<T>(), end = places + (<usize>kc << 2);
  const FH = at(plan, FRAME + 1), FW = at(plan, FRAME + 2);
  const SD = at(plan, STRIDE), SH = at(plan, STRIDE + 1), SW = at(plan, STRIDE + 2);
  const OH = at(plan, POSITIONS + 1), OW = at(plan, POSITIONS + 2);
  let w = p0 % OW, h = p0 / OW % OH, d = p0 / (OW * OH);
  for (; nc > 0; nc -= NR<T>()) {
    const a = image + <usize>((d * SD * FH + h * SH) * FW + w * SW) * es;
    const left = OW - w, whole = min(NR<T>(), nc);
    if (SW == 1 && left >= whole) {
      // One run. Beyond its end stands something that is computed with and dropped.
      for (let q = places; q < end; q += 4) {
        const s = a + <usize>load<u32>(q);
        v128.store(to, v128.load(s));
        v128.store(to, v128.load(s, 16), 16);
        to += 32;
      }
    } else if (SW == 1 && left + OW >= whole) {
      // Two runs, the second over the end of the first; its own end is covered by the next line.
      const next = h + 1 < OH ? <usize>((d * SD * FH + (h + 1) * SH) * FW) : <usize>((d + 1) * SD * FH * FW);
      const b = image + next * es, o = <usize>left * es;
      for (let q = places; q < end; q += 4) {
        const place = <usize>load<u32>(q), s = a + place, t = b + place;
        v128.store(to, v128.load(s));
        v128.store(to, v128.load(s, 16), 16);
        v128.store(to + o, v128.load(t));
        v128.store(to + o, v128.load(t, 16), 16);
        to += 32;
      }
    } else {
      // Position by position, each through all lines.
      let x = w, y = h, z = d;
      for (let j = 0; j < whole; ++j) {
        const s = image + <usize>((z * SD * FH + y * SH) * FW + x * SW) * es;
        let v = to + <usize>j * es;
        for (let q = places; q < end; q += 4) {
          store<T>(v, load<T>(s + <usize>load<u32>(q)));
          v += 32;
        }
        if (++x == OW) {
          x = 0;
          if (++y == OH) {
            y = 0;
            ++z;
          }
        }
      }
      to += <usize>kc << 5;
    }
    w += NR<T>();
    while (w >= OW) {
      w -= OW;
      if (++h == OH) {
        h = 0;
        ++d;
      }
    }
  }
}

/** y[n, g, m] = start + Σ_k w[g, m, k] columns[n, g, k], where start is 0 or bias[g, m]. */
export function correlate<T>(
  N: i32, plan: usize, x: usize, w: usize, bias: usize, y: usize, rooms: usize, each: usize, thread: usize, work: usize,
): void {
  const es: usize = sizeof<T>(), places = rooms + thread * each, frame = places + PLACES;
  const C = at(plan, CHANNELS), G = at(plan, GROUPS), M = at(plan, FILTERS), P = volume(plan, POSITIONS);
  const K = C * volume(plan, KERNEL), step = blockOf<T>(K);
  const lx = <usize>(C * volume(plan, SIZE)) * es, ly = <usize>M * <usize>P * es;
  for (let g = 0; g < G; ++g)
    for (let pc = 0; pc < K; pc += step) {
      const kc = min(step, K - pc), start = pc > 0 ? FROM_C : bias != 0 ? FROM_COLUMN : FROM_ZERO;
      setPlaces<T>(plan, pc, kc, places);
      if (at(plan, FRAMED) != 0) clearFrame<T>(plan, pc, kc, frame);
      for (let ic = 0; ic < M; ic += MC) {
        const mc = min(MC, M - ic), row = g * M + ic;
        packA<T>(packedA(work), w + <usize>(row * K + pc) * es, <usize>K * es, es, mc, kc);
        for (let n = 0; n < N; ++n) {
          const image = framed<T>(plan, x + <usize>(n * G + g) * lx, pc, kc, frame);
          for (let jc = 0; jc < P; jc += NC) {
            const nc = min(NC, P - jc);
            packWindows<T>(plan, packedB(work), image, places, kc, jc, nc);
            const c = y + <usize>(n * G + g) * ly + (<usize>ic * <usize>P + <usize>jc) * es;
            tiles<T>(mc, nc, kc, c, <usize>P * es, start, bias + <usize>row * es, work);
          }
        }
      }
    }
}

/** One 4 × NR tile, with R runs of L: lines of A start at a0…a3, step by ca in a run and by `jump` from its end. */
function runTile<T>(
  R: i32, L: i32, a0: usize, a1: usize, a2: usize, a3: usize, ca: usize, jump: usize, b: usize, c: usize,
): void {
  let p0 = v128.load(c), p1 = v128.load(c, 16), q0 = v128.load(c, 32), q1 = v128.load(c, 48);
  let r0 = v128.load(c, 64), r1 = v128.load(c, 80), s0 = v128.load(c, 96), s1 = v128.load(c, 112);
  for (; R > 0; --R) {
    for (let i = L; i > 0; --i) {
      const x = v128.load(b), y = v128.load(b, 16);
      let u = v128.load_splat<T>(a0); p0 = madd<T>(u, x, p0); p1 = madd<T>(u, y, p1);
      u = v128.load_splat<T>(a1); q0 = madd<T>(u, x, q0); q1 = madd<T>(u, y, q1);
      u = v128.load_splat<T>(a2); r0 = madd<T>(u, x, r0); r1 = madd<T>(u, y, r1);
      u = v128.load_splat<T>(a3); s0 = madd<T>(u, x, s0); s1 = madd<T>(u, y, s1);
      a0 += ca; a1 += ca; a2 += ca; a3 += ca; b += 32;
    }
    a0 += jump; a1 += jump; a2 += jump; a3 += jump;
  }
  v128.store(c, p0); v128.store(c, p1, 16); v128.store(c, q0, 32); v128.store(c, q1, 48);
  v128.store(c, r0, 64); v128.store(c, r1, 80); v128.store(c, s0, 96); v128.store(c, s1, 112);
}

/** Copies between n columns of dw [M, K] and their transpose in panels [⌈M / NR⌉][n][NR], the way that `back` says. */
function turn<T>(back: bool, M: i32, K: i32, n: i32, dw: usize, panels: usize): void {
  const es: usize = sizeof<T>();
  for (let m = 0; m < M; ++m) {
    const nr = NR<T>();
    let w = dw + <usize>(m * K) * es;
    let to = panels + (<usize>(m / nr) * <usize>((n + 3) & -4) * <usize>nr + <usize>(m % nr)) * es;
    for (let k = 0; k < n; ++k) {
      if (back) store<T>(w, load<T>(to));
      else store<T>(to, load<T>(w));
      w += es;
      to += 32;
    }
  }
}

/**
 * dw[g, m, k] += Σ_n Σ_p dy[n, g, m, p] columns[n, g, k, p] for the lines k from `k0` to `k1`, one running sum in the
 * order of n and p. The sums stand transposed in `sums` meanwhile, so that lines of the columns are the lines of A that
 * a tile reads.
 */
export function addCorrelateWeights<T>(
  N: i32, plan: usize, x: usize, dy: usize, dw: usize, k0: i32, k1: i32, rooms: usize, each: usize, thread: usize, work: usize,
): void {
  const es: usize = sizeof<T>(), places = rooms + thread * each, chunk = DEPTH / <i32>sizeof<T>();
  const C = at(plan, CHANNELS), G = at(plan, GROUPS), M = at(plan, FILTERS), P = volume(plan, POSITIONS);
  const FH = at(plan, FRAME + 1), FW = at(plan, FRAME + 2);
  const SD = at(plan, STRIDE), SH = at(plan, STRIDE + 1), SW = at(plan, STRIDE + 2);
  const OD = at(plan, POSITIONS), OH = at(plan, POSITIONS + 1), OW = at(plan, POSITIONS + 2);
  const K = C * volume(plan, KERNEL), lines = k1 - k0, step = blockOf<T>(lines), lines4 = (lines + 3) & -4;
  const lx = <usize>(C * volume(plan, SIZE)) * es, ly = <usize>M * <usize>P * es;
  const ca = <usize>SW * es, panel = packedB(work);
  // A chunk of positions: rows of an image's plane, as many as are `chunk` positions, or a part of one.
  const rows = max(1, min(OH, chunk / OW)), run = min(OW, chunk);
  const jump = (<usize>(SH * FW) - <usize>(run * SW)) * es;
  const sums = places + PLACES;
  const sumBytes = <usize>((M + NR<T>() - 1) / NR<T>()) * <usize>lines4 * 32;
  const frame = sums + sumBytes;
  for (let g = 0; g < G; ++g) {
    const weights = dw + (<usize>(g * M) * <usize>K + <usize>k0) * es;
    memory.fill(sums, 0, sumBytes);
    turn<T>(false, M, K, lines, weights, sums);
    for (let pc = k0; pc < k1; pc += step) {
      const kc = min(step, k1 - pc);
      setPlaces<T>(plan, pc, kc, places);
      if (at(plan, FRAMED) != 0) clearFrame<T>(plan, pc, kc, frame);
      for (let n = 0; n < N; ++n) {
        const image = framed<T>(plan, x + <usize>(n * G + g) * lx, pc, kc, frame);
        const d = dy + <usize>(n * G + g) * ly;
        for (let z = 0; z < OD; ++z)
          for (let h = 0; h < OH; h += rows)
            for (let o = 0; o < OW; o += run) {
              const R = min(rows, OH - h), L = min(run, OW - o), p = (z * OH + h) * OW + o;
              const a = image + <usize>((z * SD * FH + h * SH) * FW + o * SW) * es;
              for (let m = 0; m < M; m += NR<T>()) {
                const from = d + (<usize>m * <usize>P + <usize>p) * es;
                packB<T>(panel, from, <usize>P * es, es, min(NR<T>(), M - m), R * L);
                let c = sums + (<usize>m * <usize>lines4 + <usize>((pc - k0) * NR<T>())) * es;
                for (let k = 0; k < kc; k += 4) {
                  const q = places + (<usize>k << 2), last = kc - k - 1;
                  const a0 = a + <usize>load<u32>(q), a1 = a + <usize>load<u32>(q + (<usize>min(1, last) << 2));
                  const a2 = a + <usize>load<u32>(q + (<usize>min(2, last) << 2));
                  const a3 = a + <usize>load<u32>(q + (<usize>min(3, last) << 2));
                  runTile<T>(R, L, a0, a1, a2, a3, ca, jump, panel, c);
                  c += 128;
                }
              }
            }
      }
    }
    turn<T>(true, M, K, lines, weights, sums);
  }
}

/** Adds n elements of `from` to those at `to`, which stand `step` bytes apart. */
// @ts-ignore: decorator
@inline function addRun<T>(n: i32, to: usize, step: usize, from: usize): void {
  if (step == sizeof<T>())
    for (; n >= lanes<T>(); n -= lanes<T>()) {
      v128.store(to, v128.add<T>(v128.load(to), v128.load(from)));
      to += 16;
      from += 16;
    }
  for (; n > 0; --n) {
    store<T>(to, load<T>(to) + load<T>(from));
    to += step;
    from += sizeof<T>();
  }
}

/** Copies n elements that stand `step` bytes apart. */
// @ts-ignore: decorator
@inline function copyRun<T>(n: i32, to: usize, from: usize, step: usize): void {
  if (step == sizeof<T>()) return copy<T>(n, to, from);
  for (; n > 0; --n) {
    store<T>(to, load<T>(from));
    to += sizeof<T>();
    from += step;
  }
}

/** n times v. */
function fill<T>(n: i32, to: usize, v: T): void {
  const s = v128.splat<T>(v);
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    v128.store(to, s);
    to += 16;
  }
  if (n > 0) storeTail<T>(to, s, n);
}

/** Goes through the columns of an image line by line and row by row: adds them to the image, or reads them from it. */
// @ts-ignore: decorator
@inline function walk<T>(adds: bool, plan: usize, channels: i32, columns: usize, x: usize): void {
  const es: usize = sizeof<T>();
  const D = at(plan, SIZE), H = at(plan, SIZE + 1), W = at(plan, SIZE + 2);
  const KD = at(plan, KERNEL), KH = at(plan, KERNEL + 1), KW = at(plan, KERNEL + 2);
  const SD = at(plan, STRIDE), SH = at(plan, STRIDE + 1), SW = at(plan, STRIDE + 2);
  const DD = at(plan, DILATION), DH = at(plan, DILATION + 1), DW = at(plan, DILATION + 2);
  const PD = at(plan, PADDING), PH = at(plan, PADDING + 1), PW = at(plan, PADDING + 2);
  const OD = at(plan, POSITIONS), OH = at(plan, POSITIONS + 1), OW = at(plan, POSITIONS + 2);
  const row = <usize>OW * es, step = <usize>SW * es;
  for (; channels > 0; --channels) {
    for (let i = 0; i < KD; ++i)
      for (let j = 0; j < KH; ++j)
        for (let l = 0; l < KW; ++l) {
          // Of a row of positions, those from `low` to `high` see the image.
          const shift = l * DW - PW;
          const low = shift < 0 ? min(OW, (SW - 1 - shift) / SW) : 0;
          const high = W - 1 - shift < 0 ? low : max(low, min(OW, (W - 1 - shift) / SW + 1));
          for (let od = 0; od < OD; ++od) {
            const d = od * SD + i * DD - PD;
            for (let oh = 0; oh < OH; ++oh) {
              const h = oh * SH + j * DH - PH;
              if (d >= 0 && d < D && h >= 0 && h < H) {
                const place = x + <usize>((d * H + h) * W + low * SW + shift) * es, first = <usize>low * es;
                if (adds) {
                  addRun<T>(high - low, place, step, columns + first);
                } else {
                  fill<T>(low, columns, 0);
                  copyRun<T>(high - low, columns + first, place, step);
                  fill<T>(OW - high, columns + <usize>high * es, 0);
                }
              } else if (!adds) {
                fill<T>(OW, columns, 0);
              }
              columns += row;
            }
          }
        }
    x += <usize>(D * H * W) * es;
  }
}

/** y[n] = the columns of x[n]. */
export function unfold<T>(N: i32, plan: usize, x: usize, y: usize): void {
  const C = at(plan, CHANNELS) * at(plan, GROUPS);
  walk<T>(false, plan, N * C, y, x);
}

/** x[n] = the sums of its elements over the columns y[n], line by line. */
export function fold<T>(N: i32, plan: usize, y: usize, x: usize): void {
  const C = at(plan, CHANNELS) * at(plan, GROUPS);
  memory.fill(x, 0, <usize>(N * C) * <usize>volume(plan, SIZE) * sizeof<T>());
  walk<T>(true, plan, N * C, y, x);
}

/** dx[n, g, c] = start + the fold of Σ_m w[g, m, k] dy[n, g, m], where start is 0 or bias[g, c]. */
export function correlateBackward<T>(
  N: i32, plan: usize, channels: i32, dy: usize, w: usize, bias: usize, dx: usize, rooms: usize, each: usize, thread: usize, work: usize,
): void {
  const es: usize = sizeof<T>(), columns = rooms + thread * each;
  const C = at(plan, CHANNELS), G = at(plan, GROUPS), M = at(plan, FILTERS), P = volume(plan, POSITIONS);
  const taps = volume(plan, KERNEL), K = C * taps, X = volume(plan, SIZE);
  for (let n = 0; n < N; ++n)
    for (let g = 0; g < G; ++g) {
      for (let c = 0; c < C; c += channels) {
        const count = min(channels, C - c), k = c * taps;
        for (let i = 0; i < count; ++i)
          fill<T>(X, dx + <usize>i * <usize>X * es, bias != 0 ? load<T>(bias + <usize>(g * C + c + i) * es) : <T>0);
        const weights = w + (<usize>(g * M) * <usize>K + <usize>k) * es;
        gemm<T>(count * taps, P, M, weights, 1, K, dy, P, 1, columns, P, FROM_ZERO, 0, work);
        walk<T>(true, plan, count, columns, dx);
        dx += <usize>count * <usize>X * es;
      }
      dy += <usize>M * <usize>P * es;
    }
}
