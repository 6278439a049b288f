// Matrix products C = start + A B for f32 and f64 from one source, where start is 0, C itself, a row for every row or a
// column for every column.
//
// A[i, p] lies at A + i·ra + p·ca and B[p, j] at B + p·rb + j·cb, so a transposed factor is only other strides; C is
// row-major. Every element is one sum in the order of p, c = (((start + a₀b₀) + a₁b₁) + …): blocking, edges and the
// size of the batch change nothing in its bits.
//
// The right edge of B, of the row and of the column is read a vector too far: every block of the heap has 32 bytes
// behind it.
import { FROM_C } from "./ops";
import { copyCorner, DEPTH, directTile, EDGE, edgeTile, MC, MR, NC, NR, packA, packB, packedA, packedB, tiles } from "./tiles";

/** Bytes that `gemm` needs at `work`: a tile for the edges and the two packed blocks. */
export function gemmWork(): i32 {
  return EDGE + DEPTH * (NC + 8 + MC + MR);
}

/** C [M, N] = start + A [M, K] B [K, N]; strides and ldc in elements, `work` as large as gemmWork() says. */
export function gemm<T>(
  M: i32, N: i32, K: i32, A: usize, rsA: i32, csA: i32, B: usize, rsB: i32, csB: i32, C: usize, ldc: i32, start: i32, row: usize, work: usize,
): void {
  const es: usize = sizeof<T>();
  const ra = <usize>rsA * es, ca = <usize>csA * es, rb = <usize>rsB * es, cb = <usize>csB * es, lc = <usize>ldc * es;
  const depth = DEPTH / <i32>sizeof<T>();
  // A small A is read in place, and so is a B whose rows are contiguous.
  if (K <= depth && M * K <= 4096 && (cb != es || N * K <= 8192)) return direct<T>(M, N, K, A, ra, ca, B, rb, cb, C, lc, start, row, work);

  const b = packedB(work), a = packedA(work);
  const blocks = (K + depth - 1) / depth, step = (K + blocks - 1) / blocks;
  for (let jc = 0; jc < N; jc += NC) {
    const nc = min(NC, N - jc);
    for (let pc = 0; pc < K; pc += step) {
      const kc = min(step, K - pc), from = pc > 0 ? FROM_C : start;
      packB<T>(b, B + <usize>pc * rb + <usize>jc * cb, cb, rb, nc, kc);
      for (let ic = 0; ic < M; ic += MC) {
        const mc = min(MC, M - ic);
        packA<T>(a, A + <usize>ic * ra + <usize>pc * ca, ra, ca, mc, kc);
        tiles<T>(mc, nc, kc, C + <usize>ic * lc + <usize>jc * es, lc, from, row + <usize>jc * es, work);
      }
    }
  }
}

/** The same for small factors: no block of A is packed, and of B only panels that are not contiguous. */
function direct<T>(
  M: i32, N: i32, K: i32, A: usize, ra: usize, ca: usize, B: usize, rb: usize, cb: usize, C: usize, lc: usize, start: i32, row: usize, work: usize,
): void {
  const es: usize = sizeof<T>();
  const edge = work, packed = packedB(work);
  for (let j = 0; j < N; j += NR<T>()) {
    const w = min(NR<T>(), N - j);
    const r = row + <usize>j * es;
    let b = B + <usize>j * cb, step = rb;
    if (cb != es) {
      packB<T>(packed, b, cb, rb, w, K);
      b = packed;
      step = 32;
    }
    for (let i = 0; i < M; i += MR) {
      const h = min(MR, M - i), a = A + <usize>i * ra, c = C + <usize>i * lc + <usize>j * es;
      if (w == NR<T>() && h == MR) {
        directTile<T>(K, a, ra, ca, b, step, c, lc, start, r);
      } else {
        if (start == FROM_C) copyCorner<T>(edge, 32, c, lc, h, w);
        edgeTile<T>(K, a, ra, ca, h, b, step, edge, 32, start, r);
        copyCorner<T>(c, lc, edge, 32, h, w);
      }
    }
  }
}

/** `count` products, each of whose matrices lies a step behind the one before; steps in elements. */
export function gemms<T>(
  count: i32, M: i32, N: i32, K: i32, A: usize, ra: i32, ca: i32, sa: i32, B: usize, rb: i32, cb: i32, sb: i32, C: usize, ldc: i32, sc: i32, start: i32, work: usize,
): void {
  for (; count > 0; --count) {
    gemm<T>(M, N, K, A, ra, ca, B, rb, cb, C, ldc, start, 0, work);
    A += <usize>sa * sizeof<T>();
    B += <usize>sb * sizeof<T>();
    C += <usize>sc * sizeof<T>();
  }
}
