// Matrix products: row-major, ld… the distance of two rows.
import { heap } from "../heap.ts";
import { numberBytes, type Tensor } from "../tensor.ts";
import { multiplier } from "./multiplier.ts";
import { outside } from "./outside.ts";
import * as reference from "./reference/index.ts";
import * as stage from "./stage.ts";
import { threads } from "./threads/threads.ts";
import * as op from "./wasm/ops.ts";

/** The sizes of a product, and the distances of two rows of A, B and C where these are parts of wider matrices. */
type Sizes = [m: number, n: number, k: number, lda?: number, ldb?: number, ldc?: number];

/** C [m, n] = A [m, k] B [k, n] */
export function gemmNN(c: Tensor, a: Tensor, b: Tensor, ...[m, n, k, lda = k, ldb = n, ldc = n]: Sizes): void {
  gemm(op.FROM_ZERO, m, n, k, a, 0, lda, 1, b, 0, ldb, 1, c, 0, ldc, undefined);
}
/** C += A B */
export function addGemmNN(c: Tensor, a: Tensor, b: Tensor, ...[m, n, k, lda = k, ldb = n, ldc = n]: Sizes): void {
  gemm(op.FROM_C, m, n, k, a, 0, lda, 1, b, 0, ldb, 1, c, 0, ldc, undefined);
}

/** C [m, n] = A [m, k] Bᵀ, with B [n, k] */
export function gemmNT(c: Tensor, a: Tensor, b: Tensor, ...[m, n, k, lda = k, ldb = k, ldc = n]: Sizes): void {
  gemm(op.FROM_ZERO, m, n, k, a, 0, lda, 1, b, 0, 1, ldb, c, 0, ldc, undefined);
}
/** C += A Bᵀ */
export function addGemmNT(c: Tensor, a: Tensor, b: Tensor, ...[m, n, k, lda = k, ldb = k, ldc = n]: Sizes): void {
  gemm(op.FROM_C, m, n, k, a, 0, lda, 1, b, 0, 1, ldb, c, 0, ldc, undefined);
}
/** C = A Bᵀ + row, with row [n] for each row of C */
export function affineNT(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  row: Tensor | undefined,
  ...[m, n, k, lda = k, ldb = k, ldc = n]: Sizes
): void {
  gemm(row === undefined ? op.FROM_ZERO : op.FROM_ROW, m, n, k, a, 0, lda, 1, b, 0, 1, ldb, c, 0, ldc, row);
}

/** C [m, n] = Aᵀ B, with A [k, m] and B [k, n] */
export function gemmTN(c: Tensor, a: Tensor, b: Tensor, ...[m, n, k, lda = m, ldb = n, ldc = n]: Sizes): void {
  gemm(op.FROM_ZERO, m, n, k, a, 0, 1, lda, b, 0, ldb, 1, c, 0, ldc, undefined);
}
/** C += Aᵀ B */
export function addGemmTN(c: Tensor, a: Tensor, b: Tensor, ...[m, n, k, lda = m, ldb = n, ldc = n]: Sizes): void {
  gemm(op.FROM_C, m, n, k, a, 0, 1, lda, b, 0, ldb, 1, c, 0, ldc, undefined);
}

/**
 * The sizes of `count` products, each with the distances of two rows in its factors, and from one product to the next:
 * 0 where all have the same A or B. Offsets say where the first begins, so that parts of wider tensors take part.
 */
type BatchSizes = [
  count: number,
  m: number,
  n: number,
  k: number,
  lda?: number,
  ldb?: number,
  ldc?: number,
  stepA?: number,
  stepB?: number,
  stepC?: number,
  offsetA?: number,
  offsetB?: number,
  offsetC?: number,
];

/** C_i [m, n] = A_i B_i for every i: A_i is [m, k], or with transA [k, m]; B_i is [k, n], or with transB [n, k] */
export function gemms(c: Tensor, a: Tensor, b: Tensor, transA: boolean, transB: boolean, ...sizes: BatchSizes): void {
  batch(op.FROM_ZERO, c, a, b, transA, transB, ...sizes);
}
/** C_i += A_i B_i, one after the other; where all are one C, it is the sum of the products */
export function addGemms(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  transA: boolean,
  transB: boolean,
  ...sizes: BatchSizes
): void {
  batch(op.FROM_C, c, a, b, transA, transB, ...sizes);
}

function batch(
  start: number,
  c: Tensor,
  a: Tensor,
  b: Tensor,
  transA: boolean,
  transB: boolean,
  count: number,
  m: number,
  n: number,
  k: number,
  lda = transA ? m : k,
  ldb = transB ? k : n,
  ldc = n,
  stepA = (transA ? k : m) * lda,
  stepB = (transB ? n : k) * ldb,
  stepC = m * ldc,
  oa = 0,
  ob = 0,
  oc = 0,
): void {
  const [ra, ca] = transA ? [1, lda] : [lda, 1];
  const [rb, cb] = transB ? [1, ldb] : [ldb, 1];
  const inside = a.at !== 0 && b.at !== 0 && c.at !== 0 && m * n * k < outside.above;
  const wasm = inside ? multiplier.binary.of(c.dtype) : undefined;
  if (wasm !== undefined) {
    const { crew } = threads;
    const es = numberBytes(c.dtype);
    const [pa, pb, pc] = [a.at + oa * es, b.at + ob * es, c.at + oc * es];
    const family = multiplier.binary;
    if (
      crew?.products(family, c.dtype, count, m, n, k, pa, ra, ca, stepA, pb, rb, cb, stepB, pc, ldc, stepC, start) !==
      true
    )
      wasm.gemms(count, m, n, k, pa, ra, ca, stepA, pb, rb, cb, stepB, pc, ldc, stepC, start);
  } else
    for (let i = 0; i < count; i++)
      gemm(start, m, n, k, a, oa + i * stepA, ra, ca, b, ob + i * stepB, rb, cb, c, oc + i * stepC, ldc, undefined);
}

/** C [m, n] = start + A B, where A[i, p] stands at oa + i ra + p ca, one of ra and ca being 1; so with B. */
function gemm(
  start: number,
  m: number,
  n: number,
  k: number,
  a: Tensor,
  oa: number,
  ra: number,
  ca: number,
  b: Tensor,
  ob: number,
  rb: number,
  cb: number,
  c: Tensor,
  oc: number,
  ldc: number,
  row: Tensor | undefined,
  or = 0,
): void {
  if (m * n * k >= outside.above && outside.product(start, m, n, k, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or))
    return;
  const wasm = multiplier.binary.of(c.dtype);
  if (wasm === undefined)
    return reference.gemm(
      start,
      [c.data, oc, ldc],
      [a.data, oa, ra, ca],
      [b.data, ob, rb, cb],
      row?.data.subarray(or),
      m,
      n,
      k,
    );
  const es = numberBytes(c.dtype);
  let pa = a.at + oa * es,
    pb = b.at + ob * es,
    pc = c.at + oc * es,
    ld = ldc,
    pr = row === undefined ? 0 : row.at + or * es;

  if (a.at === 0 || b.at === 0 || c.at === 0 || row?.at === 0) {
    const [rowsA, colsA] = ca === 1 ? [m, k] : [k, m];
    const [rowsB, colsB] = cb === 1 ? [k, n] : [n, k];
    const bytes = stage.blockBytes(a, rowsA, colsA) + stage.blockBytes(b, rowsB, colsB) + stage.blockBytes(c, m, n);
    // What does not fit is halved along its longest side; halves of k follow each other, so no sum changes its order.
    if (bytes + (row === undefined ? 0 : stage.blockBytes(row, 1, n)) > heap.scratchBytes) {
      if (k >= m && k >= n) {
        const h = k >> 1;
        gemm(start, m, n, h, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or);
        gemm(op.FROM_C, m, n, k - h, a, oa + h * ca, ra, ca, b, ob + h * rb, rb, cb, c, oc, ldc, undefined);
      } else if (m >= n) {
        const h = m >> 1;
        gemm(start, h, n, k, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or);
        gemm(start, m - h, n, k, a, oa + h * ra, ra, ca, b, ob, rb, cb, c, oc + h * ldc, ldc, row, or);
      } else {
        const h = n >> 1;
        gemm(start, m, h, k, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or);
        gemm(start, m, n - h, k, a, oa, ra, ca, b, ob + h * cb, rb, cb, c, oc + h, ldc, row, or + h);
      }
      return;
    }
    stage.clear();
    if (a.at === 0) {
      pa = stage.block(a, oa, rowsA, colsA, ca === 1 ? ra : ca, true);
      if (ca === 1) ra = k;
      else ca = m;
    }
    if (b.at === 0) {
      pb = stage.block(b, ob, rowsB, colsB, cb === 1 ? rb : cb, true);
      if (cb === 1) rb = n;
      else cb = k;
    }
    if (row?.at === 0) pr = stage.block(row, or, 1, n, n, true);
    if (c.at === 0) {
      pc = stage.block(c, oc, m, n, ldc, start === op.FROM_C);
      ld = n;
    }
  }
  if (threads.crew?.product(multiplier.binary, c.dtype, m, n, k, pa, ra, ca, pb, rb, cb, pc, ld, start, pr) !== true)
    wasm.gemm(m, n, k, pa, ra, ca, pb, rb, cb, pc, ld, start, pr);
  if (c.at === 0) stage.unblock(c, oc, m, n, ldc, pc);
}
