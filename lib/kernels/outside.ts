import type { Tensor } from "../tensor.ts";

/**
 * C [m, n] = start + A B as `gemm` in products.ts is given it: A[i, p] stands at oa + i ra + p ca, one of ra and ca being
 * 1; so with B, and the row stands at or. Returns false, nothing done, where it has no such product.
 */
export type Product = (
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
  or: number,
) => boolean;

/** What multiplies matrices in the kernels' place from `above` multiplications m n k on; by default nothing does. */
export const outside: { above: number; product: Product } = { above: Infinity, product: () => false };
