// Tiles of matrix products, and the panels they read.
//
// Blocks of B are packed in panels of NR columns (two vectors), blocks of A in panels of MR rows, and a tile of MR × NR
// stays in registers while p runs. The loop over p is not unrolled: engines keep loads in program order, so a longer
// body holds more live vectors than there are registers and spills.
import { FROM_C, FROM_COLUMN, FROM_ROW } from "./ops";

/** Rows of a tile. Fused, 6 are the faster ones; otherwise 4, since a product waits in a register for its sum. */
export const MR: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
/** Depth of a block in bytes: 512 f32 or 256 f64, so that a panel of each factor stays in the first-level cache. */
export const DEPTH: i32 = 2048;
/** Columns of a block of B. */
export const NC: i32 = 256;
/** Rows of a block of A. */
export const MC: i32 = ASC_FEATURE_RELAXED_SIMD ? 126 : 128;
/** Bytes of a tile. */
export const EDGE: i32 = MR * 32;

/** Where in the work space the packed blocks stand. */
// @ts-ignore: decorator
@inline export function packedB(work: usize): usize {
  return work + EDGE;
}
// @ts-ignore: decorator
@inline export function packedA(work: usize): usize {
  return work + EDGE + <usize>(DEPTH * (NC + 8));
}

/** Columns of a tile. */
// @ts-ignore: decorator
@inline export function NR<T>(): i32 {
  return 32 / <i32>sizeof<T>();
}

/** a b + c: with relaxed SIMD in one rounding, where the processor has that. */
// @ts-ignore: decorator
@inline export function madd<T>(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.relaxed_madd<T>(a, b, c) : v128.add<T>(v128.mul<T>(a, b), c);
}

/** One MR × NR tile: rows of A start at a0, a1, … and step by ca, rows of B step by rb (all in bytes). */
// @ts-ignore: decorator
@inline function tile<T>(
  K: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, ca: usize, b: usize, rb: usize, c0: usize, lc: usize, start: i32, row: usize,
): void {
  const c1 = c0 + lc, c2 = c1 + lc, c3 = c2 + lc, c4 = c3 + lc, c5 = c4 + lc;
  let p0: v128, p1: v128, q0: v128, q1: v128, r0: v128, r1: v128, s0: v128, s1: v128;
  let t0: v128, t1: v128, v0: v128, v1: v128;
  if (start == FROM_C) {
    p0 = v128.load(c0); p1 = v128.load(c0, 16); q0 = v128.load(c1); q1 = v128.load(c1, 16);
    r0 = v128.load(c2); r1 = v128.load(c2, 16); s0 = v128.load(c3); s1 = v128.load(c3, 16);
    if (MR == 6) { t0 = v128.load(c4); t1 = v128.load(c4, 16); v0 = v128.load(c5); v1 = v128.load(c5, 16); }
  } else if (start == FROM_ROW) {
    p0 = q0 = r0 = s0 = v128.load(row); p1 = q1 = r1 = s1 = v128.load(row, 16);
    if (MR == 6) { t0 = v0 = p0; t1 = v1 = p1; }
  } else if (start == FROM_COLUMN) {
    p0 = p1 = v128.load_splat<T>(row); q0 = q1 = v128.load_splat<T>(row, sizeof<T>());
    r0 = r1 = v128.load_splat<T>(row, 2 * sizeof<T>()); s0 = s1 = v128.load_splat<T>(row, 3 * sizeof<T>());
    if (MR == 6) { t0 = t1 = v128.load_splat<T>(row, 4 * sizeof<T>()); v0 = v1 = v128.load_splat<T>(row, 5 * sizeof<T>()); }
  } else {
    p0 = p1 = q0 = q1 = r0 = r1 = s0 = s1 = i32x4.splat(0);
    if (MR == 6) t0 = t1 = v0 = v1 = i32x4.splat(0);
  }
  for (; K > 0; --K) {
    const x = v128.load(b), y = v128.load(b, 16);
    let u = v128.load_splat<T>(a0); p0 = madd<T>(u, x, p0); p1 = madd<T>(u, y, p1);
    u = v128.load_splat<T>(a1); q0 = madd<T>(u, x, q0); q1 = madd<T>(u, y, q1);
    u = v128.load_splat<T>(a2); r0 = madd<T>(u, x, r0); r1 = madd<T>(u, y, r1);
    u = v128.load_splat<T>(a3); s0 = madd<T>(u, x, s0); s1 = madd<T>(u, y, s1);
    a0 += ca; a1 += ca; a2 += ca; a3 += ca; b += rb;
    if (MR == 6) {
      u = v128.load_splat<T>(a4); t0 = madd<T>(u, x, t0); t1 = madd<T>(u, y, t1);
      u = v128.load_splat<T>(a5); v0 = madd<T>(u, x, v0); v1 = madd<T>(u, y, v1);
      a4 += ca; a5 += ca;
    }
  }
  v128.store(c0, p0); v128.store(c0, p1, 16); v128.store(c1, q0); v128.store(c1, q1, 16);
  v128.store(c2, r0); v128.store(c2, r1, 16); v128.store(c3, s0); v128.store(c3, s1, 16);
  if (MR == 6) { v128.store(c4, t0); v128.store(c4, t1, 16); v128.store(c5, v0); v128.store(c5, v1, 16); }
}

/** The tile of packed panels: MR values of A and NR of B for each p. One pointer each, so it is the quickest. */
function packedTile<T>(K: i32, a: usize, b: usize, c0: usize, lc: usize, start: i32, row: usize): void {
  const es: usize = sizeof<T>();
  tile<T>(K, a, a + es, a + 2 * es, a + 3 * es, a + 4 * es, a + 5 * es, MR * es, b, 32, c0, lc, start, row);
}

/** The tile of factors read in place. */
export function directTile<T>(K: i32, a: usize, ra: usize, ca: usize, b: usize, rb: usize, c0: usize, lc: usize, start: i32, row: usize): void {
  tile<T>(K, a, a + ra, a + 2 * ra, a + 3 * ra, a + 4 * ra, a + 5 * ra, ca, b, rb, c0, lc, start, row);
}

/** The same at the edge: of the MR rows the first h exist, and the last of them stands in for the rest. */
export function edgeTile<T>(K: i32, a: usize, ra: usize, ca: usize, h: i32, b: usize, rb: usize, c0: usize, lc: usize, start: i32, row: usize): void {
  const a1 = h > 1 ? a + ra : a, a2 = h > 2 ? a1 + ra : a1, a3 = h > 3 ? a2 + ra : a2;
  const a4 = h > 4 ? a3 + ra : a3, a5 = h > 5 ? a4 + ra : a4;
  tile<T>(K, a, a1, a2, a3, a4, a5, ca, b, rb, c0, lc, start, row);
}

/** Copies a corner of h × w elements: lines of an edge tile to lines of C, or back. Steps in bytes. */
export function copyCorner<T>(to: usize, toStep: usize, from: usize, fromStep: usize, h: i32, w: i32): void {
  for (; h > 0; --h) {
    for (let j = 0; j < w; ++j) store<T>(to + <usize>j * sizeof<T>(), load<T>(from + <usize>j * sizeof<T>()));
    to += toStep;
    from += fromStep;
  }
}

/** Transposes a block of 16 × 16 bytes: lines `step` apart at p to lines `o` apart at d. */
// @ts-ignore: decorator
@inline function transpose<T>(d: usize, o: usize, p: usize, step: usize): void {
  if (sizeof<T>() == 4) {
    const r0 = v128.load(p), r1 = v128.load(p + step), r2 = v128.load(p + 2 * step), r3 = v128.load(p + 3 * step);
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(d, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
    v128.store(d + o, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7));
    v128.store(d + 2 * o, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5));
    v128.store(d + 3 * o, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7));
  } else {
    const r0 = v128.load(p), r1 = v128.load(p + step);
    v128.store(d, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(d + o, v128.shuffle<f64>(r0, r1, 1, 3));
  }
}

/** Transposes 2 lines of 16 bytes of f32, `step` apart at p, to 4 lines of 2 that stand `o` apart at d. */
// @ts-ignore: decorator
@inline function transposePair(d: usize, o: usize, p: usize, step: usize): void {
  const r0 = v128.load(p), r1 = v128.load(p + step);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  v128.store64_lane(d, t0, 0);
  v128.store64_lane(d + o, t0, 1);
  v128.store64_lane(d + 2 * o, t1, 0);
  v128.store64_lane(d + 3 * o, t1, 1);
}

/** Packs n lines of K elements into panels of P lines, p-major, the last panel filled up with zeros. Steps in bytes. */
// @ts-ignore: decorator
@inline function pack<T>(P: i32, to: usize, from: usize, step: usize, pStep: usize, n: i32, K: i32): void {
  const es: usize = sizeof<T>(), V = 16 / <i32>sizeof<T>(), o = <usize>P * es;
  for (let j = 0; j < n; j += P, from += <usize>P * step) {
    const w = min(P, n - j);
    let s = from, p = 0;
    if (w == P && step == es) {
      for (; p < K; ++p) {
        // What the last vector writes behind a line, the next line or panel covers.
        for (let q: usize = 0; q < o; q += 16) v128.store(to + q, v128.load(s + q));
        s += pStep;
        to += o;
      }
    } else {
      if (w == P && pStep == es) {
        for (; p + V <= K; p += V) {
          for (let q: usize = 0; q < <usize>(P & -V); q += V) transpose<T>(to + q * es, o, s + q * step, step);
          if (P % V != 0) transposePair(to + <usize>(P - 2) * es, o, s + <usize>(P - 2) * step, step);
          s += 16;
          to += <usize>V * o;
        }
      }
      for (; p < K; ++p) {
        let r = s, q = 0;
        for (; q < w; ++q) {
          store<T>(to, load<T>(r));
          to += es;
          r += step;
        }
        for (; q < P; ++q) {
          store<T>(to, <T>0);
          to += es;
        }
        s += pStep;
      }
    }
  }
}
export function packA<T>(to: usize, from: usize, step: usize, pStep: usize, n: i32, K: i32): void {
  pack<T>(MR, to, from, step, pStep, n, K);
}
export function packB<T>(to: usize, from: usize, step: usize, pStep: usize, n: i32, K: i32): void {
  pack<T>(NR<T>(), to, from, step, pStep, n, K);
}

/** C [mc, nc] = start + A B for the packed blocks; where start is a column, `row` is that. */
export function tiles<T>(mc: i32, nc: i32, kc: i32, C: usize, lc: usize, start: i32, row: usize, work: usize): void {
  const es: usize = sizeof<T>(), edge = work;
  const along: usize = start == FROM_COLUMN ? 0 : es, down = es - along;
  for (let jr = 0; jr < nc; jr += NR<T>()) {
    const w = min(NR<T>(), nc - jr), b = packedB(work) + <usize>(jr * kc) * es;
    for (let ir = 0; ir < mc; ir += MR) {
      const h = min(MR, mc - ir), a = packedA(work) + <usize>(ir * kc) * es;
      const c = C + <usize>ir * lc + <usize>jr * es, r = row + <usize>jr * along + <usize>ir * down;
      if (w == NR<T>() && h == MR) {
        packedTile<T>(kc, a, b, c, lc, start, r);
      } else {
        if (start == FROM_C) copyCorner<T>(edge, 32, c, lc, h, w);
        packedTile<T>(kc, a, b, edge, 32, start, r);
        copyCorner<T>(c, lc, edge, 32, h, w);
      }
    }
  }
}
