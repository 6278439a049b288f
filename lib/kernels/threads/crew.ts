import { numberBytes, type DType, type Tensor } from "../../tensor.ts";
import type { Native as Convolution } from "../binaries/convolution.ts";
import type { Native as Products } from "../binaries/products.ts";
import type { Binary } from "../native.ts";
import type { Kernel } from "../stage.ts";
import { TASKS } from "./control.ts";
import type { Pool } from "./pool.ts";

/** The least that pays: numbers that a kernel over units reads or writes, multiplications of a product. */
const NUMBERS = 2 ** 15;
const MULTIPLICATIONS = 2 ** 18;
/** From how many multiplications on a thread gets two tasks, in case cores are not alike, and the most of a task. */
const LARGE = 2 ** 25;
const MOST = 2 ** 28;

type Operand = Tensor | undefined;

/**
 * Says how kernels are split into tasks that write to different places, each number by the same operations in the same
 * order as if one thread had done all. What is changed in place is never split, products that add to a gradient apart: a
 * worker that dies can then spoil no parameter and no state, only what the next step makes anew.
 */
export class Crew {
  readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  /** Whether a kernel is of a kind and, by its first two operands, of a size to be split, and splitting pays. */
  splits(uses: string, a: Tensor, b: Operand): boolean {
    if (a.size < NUMBERS && (b === undefined || b.size < NUMBERS)) return false;
    return !/[^wrRS]/.test(uses) && this.pool.pays();
  }

  /** A kernel over units, as `run` in stage.ts has it; whole where it works in place, or cannot be split. */
  units<Native>(
    family: Binary<Native>,
    wasm: Native,
    uses: string,
    units: number,
    kernel: Kernel<Native>,
    operands: readonly Operand[],
    at: readonly number[] = operands.map((t) => t?.at ?? 0),
  ): void {
    const { size, dtype } = operands[0]!;
    const steps = operands.map((t, i) =>
      t === undefined || uses[i] < "a" ? 0 : numberBytes(t.dtype) * (t.size / units),
    );
    const call = (to: Native, from: number, n: number): void => {
      const [a, b, c, d, e, f] = at.map((address, i) => address + from * steps[i]);
      kernel(to, n, a, b, c, d, e, f);
    };
    const [each, unit] = [size > 2 * NUMBERS ? 2 : 1, units > 16 * TASKS ? 16 : 1];
    const inPlace = at.indexOf(at[0], 1) > 0;
    if (inPlace || !this.split(family, dtype, units, each, unit, call)) call(wasm, 0, units);
  }

  /**
   * A product, along the longer side of C: the factor that belongs to the other side is packed by every thread. Returns
   * false, nothing done, for one that is not worth it; so do those below.
   */
  product(
    family: Binary<Products>,
    dtype: DType,
    ...[m, n, k, a, ra, ca, b, rb, cb, c, ldc, start, row]: Parameters<Products["gemm"]>
  ): boolean {
    const multiplications = m * n * k;
    if (!this.pays(multiplications)) return false;
    const es = numberBytes(dtype);
    const each = Math.max(multiplications < LARGE ? 1 : 2, Math.ceil(multiplications / this.pool.threads / MOST));
    if (n < m)
      return this.split(family, dtype, m, each, 8, (wasm, i, rows) =>
        wasm.gemm(rows, n, k, a + i * ra * es, ra, ca, b, rb, cb, c + i * ldc * es, ldc, start, row),
      );
    return this.split(family, dtype, n, each, 16, (wasm, j, cols) => {
      const [bj, cj, rowj] = [b + j * cb * es, c + j * es, row === 0 ? 0 : row + j * es];
      wasm.gemm(m, cols, k, a, ra, ca, bj, rb, cb, cj, ldc, start, rowj);
    });
  }

  /** Many products, some of them in each task; those that all add to one C are not split. */
  products(
    family: Binary<Products>,
    dtype: DType,
    ...[count, m, n, k, a, ra, ca, sa, b, rb, cb, sb, c, ldc, sc, start]: Parameters<Products["gemms"]>
  ): boolean {
    if (count < 2 || sc === 0 || !this.pays(count * m * n * k)) return false;
    const es = numberBytes(dtype);
    return this.split(family, dtype, count, 1, 1, (wasm, i, some) => {
      const [ai, bi, ci] = [a + i * sa * es, b + i * sb * es, c + i * sc * es];
      wasm.gemms(some, m, n, k, ai, ra, ca, sa, bi, rb, cb, sb, ci, ldc, sc, start);
    });
  }

  /** The gradient of a convolution's weights, some lines of the columns in each task. */
  weights(
    family: Binary<Convolution>,
    dtype: DType,
    multiplications: number,
    ...[n, plan, x, dy, dw, k0, k1, rooms, each]: Parameters<Convolution["addCorrelateWeights"]>
  ): boolean {
    if (!this.pays(multiplications)) return false;
    return this.split(family, dtype, k1 - k0, 1, 4, (wasm, from, lines) =>
      wasm.addCorrelateWeights(n, plan, x, dy, dw, k0 + from, k0 + from + lines, rooms, each),
    );
  }

  private pays(multiplications: number): boolean {
    return multiplications >= MULTIPLICATIONS && this.pool.pays();
  }

  /**
   * Has n things done in `each` pieces for every thread, of equal multiples of `unit` but for the last. Returns false,
   * nothing done, where the heap has no room for the family's binary.
   */
  private split<Native>(
    family: Binary<Native>,
    dtype: DType,
    n: number,
    each: number,
    unit: number,
    task: (wasm: Native, from: number, count: number) => void,
  ): boolean {
    const noting = this.pool.note(family, dtype);
    if (noting === undefined) return false;
    const pieces = Math.min(TASKS, each * this.pool.threads);
    const most = Math.ceil(n / pieces / unit) * unit;
    for (let from = 0; from < n; from += most) task(noting, from, Math.min(most, n - from));
    this.pool.run(family);
    return true;
  }
}
