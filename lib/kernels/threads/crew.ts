import type { DType, Tensor } from "../../tensor.ts";
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
    at: readonly number[],
  ): void {
    const { size, dtype } = operands[0]!;
    const steps = operands.map((t, i) => (t === undefined || uses[i] < "a" ? 0 : bytes(t.dtype) * (t.size / units)));
    const call = (to: Native, from: number, n: number): void => {
      const [a, b, c, d, e, f] = at.map((address, i) => address + from * steps[i]);
      kernel(to, n, a, b, c, d, e, f);
    };
    const noting = at.indexOf(at[0], 1) > 0 ? undefined : this.pool.note(family, dtype);
    if (noting === undefined) return call(wasm, 0, units);
    this.spread(units, size > 2 * NUMBERS ? 2 : 1, units > 16 * TASKS ? 16 : 1, (from, n) => call(noting, from, n));
    this.pool.run(family);
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
    if (m * n * k < MULTIPLICATIONS || !this.pool.pays()) return false;
    const noting = this.pool.note(family, dtype);
    if (noting === undefined) return false;
    const es = bytes(dtype);
    const each = Math.max(m * n * k < LARGE ? 1 : 2, Math.ceil((m * n * k) / this.pool.threads / MOST));
    if (n >= m)
      this.spread(n, each, 16, (j, cols) =>
        noting.gemm(
          m,
          cols,
          k,
          a,
          ra,
          ca,
          b + j * cb * es,
          rb,
          cb,
          c + j * es,
          ldc,
          start,
          row === 0 ? 0 : row + j * es,
        ),
      );
    else
      this.spread(m, each, 8, (i, rows) =>
        noting.gemm(rows, n, k, a + i * ra * es, ra, ca, b, rb, cb, c + i * ldc * es, ldc, start, row),
      );
    this.pool.run(family);
    return true;
  }

  /** Many products, some of them in each task; those that all add to one C are not split. */
  products(
    family: Binary<Products>,
    dtype: DType,
    ...[count, m, n, k, a, ra, ca, sa, b, rb, cb, sb, c, ldc, sc, start]: Parameters<Products["gemms"]>
  ): boolean {
    if (count * m * n * k < MULTIPLICATIONS || count < 2 || sc === 0 || !this.pool.pays()) return false;
    const noting = this.pool.note(family, dtype);
    if (noting === undefined) return false;
    const es = bytes(dtype);
    this.spread(count, 1, 1, (i, some) =>
      noting.gemms(
        some,
        m,
        n,
        k,
        a + i * sa * es,
        ra,
        ca,
        sa,
        b + i * sb * es,
        rb,
        cb,
        sb,
        c + i * sc * es,
        ldc,
        sc,
        start,
      ),
    );
    this.pool.run(family);
    return true;
  }

  /** The gradient of a convolution's weights, some lines of the columns in each task. */
  weights(
    family: Binary<Convolution>,
    dtype: DType,
    multiplications: number,
    ...[n, plan, x, dy, dw, k0, k1, rooms, each]: Parameters<Convolution["addCorrelateWeights"]>
  ): boolean {
    if (multiplications < MULTIPLICATIONS || !this.pool.pays()) return false;
    const noting = this.pool.note(family, dtype);
    if (noting === undefined) return false;
    this.spread(k1 - k0, 1, 4, (from, lines) =>
      noting.addCorrelateWeights(n, plan, x, dy, dw, k0 + from, k0 + from + lines, rooms, each),
    );
    this.pool.run(family);
    return true;
  }

  /** Cuts n things into `each` pieces for every thread, of equal multiples of `unit` but for the last. */
  private spread(n: number, each: number, unit: number, task: (from: number, count: number) => void): void {
    const pieces = Math.min(TASKS, each * this.pool.threads);
    const most = Math.ceil(n / pieces / unit) * unit;
    for (let from = 0; from < n; from += most) task(from, Math.min(most, n - from));
  }
}

const bytes = (dtype: DType): number => (dtype === "float64" ? 8 : 4);
