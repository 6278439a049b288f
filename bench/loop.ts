/** A factor of a product: element [i, p] stands at data[i · row + p · col]. */
export interface Factor {
  readonly data: Float32Array;
  readonly row: number;
  readonly col: number;
}

/**
 * C [m, n] = A [m, k] Bᵀ in plain TypeScript, as quick as we know how to write it, for m and n that are multiples of 4;
 * a transposed factor is only other strides. Both factors are packed into panels of four lines, p by p, and 4 × 4 sums
 * stay in registers while p runs. The panels are Float64Arrays: engines compute with doubles, and would convert every
 * float32 at every load. Its own memory is allocated once, as the library's is.
 */
export function loopProduct(m: number, n: number, k: number): (c: Float32Array, a: Factor, b: Factor) => void {
  const packedA = new Float64Array(m * k);
  const packedB = new Float64Array(n * k);
  return (c, a, b) => {
    pack(packedA, a, m, k);
    pack(packedB, b, n, k);
    for (let j = 0; j < n; j += 4)
      for (let i = 0; i < m; i += 4) tile(k, packedA, i * k, packedB, j * k, c, i * n + j, n);
  };
}

function pack(to: Float64Array, { data, row, col }: Factor, lines: number, k: number): void {
  let o = 0;
  for (let i = 0; i < lines; i += 4) {
    let at = i * row;
    for (let p = 0; p < k; p++) {
      to[o] = data[at];
      to[o + 1] = data[at + row];
      to[o + 2] = data[at + 2 * row];
      to[o + 3] = data[at + 3 * row];
      o += 4;
      at += col;
    }
  }
}

function tile(
  k: number,
  a: Float64Array,
  oa: number,
  b: Float64Array,
  ob: number,
  c: Float32Array,
  oc: number,
  ldc: number,
): void {
  let [c00, c01, c02, c03, c10, c11, c12, c13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [c20, c21, c22, c23, c30, c31, c32, c33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = 0; p < k; p++) {
    const b0 = b[ob];
    const b1 = b[ob + 1];
    const b2 = b[ob + 2];
    const b3 = b[ob + 3];
    const a0 = a[oa];
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = a[oa + 1];
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = a[oa + 2];
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = a[oa + 3];
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
    oa += 4;
    ob += 4;
  }
  store(c, oc, c00, c01, c02, c03);
  store(c, oc + ldc, c10, c11, c12, c13);
  store(c, oc + 2 * ldc, c20, c21, c22, c23);
  store(c, oc + 3 * ldc, c30, c31, c32, c33);
}

function store(c: Float32Array, at: number, v0: number, v1: number, v2: number, v3: number): void {
  c[at] = v0;
  c[at + 1] = v1;
  c[at + 2] = v2;
  c[at + 3] = v3;
}
