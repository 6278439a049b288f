import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import * as op from "../../../lib/kernels/wasm/ops.ts";
import type { Tensor } from "../../../lib/tensor.ts";
import type { Case, Cases } from "./harness.ts";

type Strides = readonly [] | readonly [lda: number, ldb: number, ldc: number];
type Product = (t: readonly Tensor[], m: number, n: number, k: number, ld: Strides) => void;

/** Sizes around the tile, and larger than the blocks that the products pack: 128 rows, 256 columns, 256 or 512 deep. */
const productSizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65];
const large = [
  [131, 5, 70],
  [6, 261, 37],
  [9, 11, 1035],
  [70, 33, 517],
  [129, 259, 66],
] as const;

const product =
  (kernel: Product, transA: boolean, transB: boolean, start: number): Case =>
  (d) => {
    const small = [d.of(productSizes), d.of(productSizes), d.of(productSizes)] as const;
    const [m, n, k] = d.rng.integer(4) === 0 ? d.of(large) : small;
    const [rowsA, colsA] = transA ? [k, m] : [m, k];
    const [rowsB, colsB] = transB ? [n, k] : [k, n];
    const apart = d.chance();
    const [lda, ldb, ldc] = [colsA, colsB, n].map((cols) => (apart ? cols + d.rng.integer(10) : cols));
    const matrix = (rows: number, cols: number, ld: number): Tensor => d.floats((rows - 1) * ld + cols);
    const operands = [matrix(m, n, ldc), matrix(rowsA, colsA, lda), matrix(rowsB, colsB, ldb)];
    const from = start === op.FROM_ROW && d.chance() ? op.FROM_ZERO : start;
    return {
      operands: from === op.FROM_ROW ? [...operands, d.floats(n)] : operands,
      kernel: (t) => kernel(t, m, n, k, apart ? [lda, ldb, ldc] : []),
      plain: ([c, a, b, row]) =>
        reference.gemm(
          from,
          [c, 0, ldc],
          transA ? [a, 0, 1, lda] : [a, 0, lda, 1],
          transB ? [b, 0, 1, ldb] : [b, 0, ldb, 1],
          row,
          m,
          n,
          k,
        ),
    };
  };

/** Several products, apart or side by side, all of one B or into one C now and then. */
const products =
  (start: number): Case =>
  (d) => {
    const [count, m, n, k] = [d.of([1, 2, 3, 5]), d.of(productSizes), d.of(productSizes), d.of(productSizes)];
    const [transA, transB, apart] = [d.chance(), d.chance(), d.chance()];
    const gap = (): number => (apart ? d.rng.integer(6) : 0);
    const factor = (
      rows: number,
      cols: number,
      same: boolean,
    ): [ld: number, step: number, offset: number, t: Tensor] => {
      const ld = cols + gap();
      const [step, offset] = [same ? 0 : rows * ld + gap(), gap()];
      return [ld, step, offset, d.floats(offset + (count - 1) * step + (rows - 1) * ld + cols)];
    };
    const [lda, sa, oa, a] = transA ? factor(k, m, false) : factor(m, k, false);
    const [ldb, sb, ob, b] = transB ? factor(n, k, d.chance()) : factor(k, n, d.chance());
    const [ldc, sc, oc, c] = factor(m, n, start === op.FROM_C && d.chance());
    const one = [count, m, n, k] as const;
    const all = [...one, lda, ldb, ldc, sa, sb, sc, oa, ob, oc] as const;
    const simple = !apart && sb !== 0 && sc !== 0;
    const kernel = start === op.FROM_C ? kernels.addGemms : kernels.gemms;
    return {
      operands: [c, a, b],
      kernel: ([y, p, q]) =>
        simple ? kernel(y, p, q, transA, transB, ...one) : kernel(y, p, q, transA, transB, ...all),
      plain: ([y, p, q]) => {
        for (let i = 0; i < count; i++)
          reference.gemm(
            start,
            [y, oc + i * sc, ldc],
            transA ? [p, oa + i * sa, 1, lda] : [p, oa + i * sa, lda, 1],
            transB ? [q, ob + i * sb, 1, ldb] : [q, ob + i * sb, ldb, 1],
            undefined,
            m,
            n,
            k,
          );
      },
    };
  };

export const cases: Cases = {
  gemms: products(op.FROM_ZERO),
  addGemms: products(op.FROM_C),
  gemmNN: product(([c, a, b], m, n, k, ld) => kernels.gemmNN(c, a, b, m, n, k, ...ld), false, false, op.FROM_ZERO),
  addGemmNN: product(([c, a, b], m, n, k, ld) => kernels.addGemmNN(c, a, b, m, n, k, ...ld), false, false, op.FROM_C),
  gemmNT: product(([c, a, b], m, n, k, ld) => kernels.gemmNT(c, a, b, m, n, k, ...ld), false, true, op.FROM_ZERO),
  affineNT: product(
    ([c, a, b, row], m, n, k, ld) => kernels.affineNT(c, a, b, row, m, n, k, ...ld),
    false,
    true,
    op.FROM_ROW,
  ),
  addGemmNT: product(([c, a, b], m, n, k, ld) => kernels.addGemmNT(c, a, b, m, n, k, ...ld), false, true, op.FROM_C),
  gemmTN: product(([c, a, b], m, n, k, ld) => kernels.gemmTN(c, a, b, m, n, k, ...ld), true, false, op.FROM_ZERO),
  addGemmTN: product(([c, a, b], m, n, k, ld) => kernels.addGemmTN(c, a, b, m, n, k, ...ld), true, false, op.FROM_C),
};
