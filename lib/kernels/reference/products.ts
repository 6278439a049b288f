import type { Numbers } from "../../tensor.ts";
import * as op from "../wasm/ops.ts";
import { real } from "./real.ts";

/** C[i, j] = start + Σ_p A[i, p] B[p, j], one running sum in the order of p. */
export function gemm(
  start: number,
  [c, c0, ldc]: readonly [Numbers, number, number],
  [a, a0, ra, ca]: readonly [Numbers, number, number, number],
  [b, b0, rb, cb]: readonly [Numbers, number, number, number],
  row: Numbers | undefined,
  m: number,
  n: number,
  k: number,
): void {
  const { r } = real(c);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const at = c0 + i * ldc + j;
      let s = start === op.FROM_C ? c[at] : start === op.FROM_ROW ? row![j] : 0;
      for (let p = 0; p < k; p++) s = r(s + r(a[a0 + i * ra + p * ca] * b[b0 + p * rb + j * cb]));
      c[at] = s;
    }
}

export function addColumnSums(out: Numbers, x: Numbers, rows: number, cols: number): void {
  const { r } = real(out);
  for (let j = 0; j < cols; j++) for (let i = 0; i < rows; i++) out[j] = r(out[j] + x[i * cols + j]);
}
