import * as reference from "../../../lib/kernels/reference/index.ts";
import type { Rng } from "../../../lib/rng.ts";
import { Tensor, type Numbers } from "../../../lib/tensor.ts";

// How a kernel is compared with its plain loops, bit for bit: NaN is NaN, but −0 is not +0. Each call is made with its
// operands on the heap and off it in every combination; on the heap they stand between guards, at odd places, so a kernel
// that writes past an end, or lets what lies behind an end into its result, is seen too.

export type Floats = "float32" | "float64";

/** One call: the operands before it, and what it is on both sides. What may be missing comes last. */
export interface Call {
  readonly operands: readonly Tensor[];
  readonly kernel: (t: readonly Tensor[]) => number | void;
  readonly plain: (t: readonly Numbers[]) => number | void;
}

const special: Record<Floats, readonly number[]> = {
  float32: [2 ** -149, 1e-40, 2 ** -126, 1e-31, 88.7, 104, 1e38, (2 - 2 ** -23) * 2 ** 127],
  float64: [2 ** -1074, 1e-310, 2 ** -1022, 1e-291, 709.8, 746, 1e300, Number.MAX_VALUE],
};

export const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 257, 1000];
export const rowCounts = [1, 2, 3, 4, 5, 8, 17];
export const columnCounts = [1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 17, 33, 129];

/** Random operands of one element type; wild ones are full of values at which arithmetic is special. */
export class Draw {
  readonly dtype: Floats;
  readonly wild: boolean;
  readonly rng: Rng;

  constructor(dtype: Floats, wild: boolean, rng: Rng) {
    this.dtype = dtype;
    this.wild = wild;
    this.rng = rng;
  }

  of<T>(list: readonly T[]): T {
    return list[this.rng.integer(list.length)];
  }

  chance(): boolean {
    return this.rng.integer(2) === 0;
  }

  number(): number {
    if (!this.wild || this.rng.integer(3) > 0) return 3 * this.rng.normal();
    const x = this.of([NaN, Infinity, 0, 1, 0.5, ...special[this.dtype]]);
    return this.chance() ? x : -x;
  }

  floats(n: number): Tensor {
    return Tensor.from(
      Array.from({ length: n }, () => this.number()),
      [n],
      this.dtype,
    );
  }

  /** n integers from 0 to top − 1, now and then `other`. */
  integers(n: number, top: number, other = 0): Tensor {
    return Tensor.from(
      Array.from({ length: n }, () => (this.rng.integer(5) === 0 ? other : this.rng.integer(top))),
      [n],
      "int32",
    );
  }
}

export type Case = (d: Draw) => Call;

const { activations, arithmetic, errorFunction, errors, functions, smooth } = reference;
const families = [activations, arithmetic, errorFunction, errors, functions, smooth];

/** The elementwise kernels of all families, which have different numbers. */
const loops: reference.Loops = {
  maps: Object.assign({}, ...families.map(({ maps }) => maps)) as reference.Loops["maps"],
  zips: Object.assign({}, ...families.map(({ zips }) => zips)) as reference.Loops["zips"],
};

/** The kernels that compute y = f(x; a, b). */
export const map =
  (kernel: (y: Tensor, x: Tensor, a: number, b: number) => void, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const a = d.rng.normal();
    const b = a + d.rng.next();
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernel(y, x, a, b),
      plain: ([y, x]) => reference.map(loops, k, y, x, a, b),
    };
  };

/** The kernels that compute z = g(x, y; a, b). */
export const zip =
  (kernel: (z: Tensor, x: Tensor, y: Tensor, a: number, b: number) => void, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const a = d.rng.normal();
    const b = a + d.rng.next();
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([z, x, y]) => kernel(z, x, y, a, b),
      plain: ([z, x, y]) => reference.zip(loops, k, z, x, y, a, b),
    };
  };

/** The kernels that add to what is there. */
export const update =
  (kernel: (y: Tensor, x: Tensor, a: number) => void, k: number): Case =>
  (d) => {
    const n = d.of(sizes);
    const a = d.rng.normal();
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([y, x]) => kernel(y, x, a),
      plain: ([y, x]) => reference.zip(loops, k, y, y, x, a, 0),
    };
  };

export const reduce =
  (kernel: (x: Tensor) => number, k: number): Case =>
  (d) => ({ operands: [d.floats(d.of(sizes))], kernel: ([x]) => kernel(x), plain: ([x]) => reference.reduce(k, x) });

/** The kernels from rows to rows: y, x. */
export const rowwise =
  (kernel: (y: Tensor, x: Tensor, cols: number) => void, plain: (y: Numbers, x: Numbers, rows: number) => void): Case =>
  (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([y, x]) => kernel(y, x, cols),
      plain: ([y, x]) => plain(y, x, rows),
    };
  };

/** Their derivatives: dx, dy, y. */
export const rowwiseBackward =
  (
    kernel: (dx: Tensor, dy: Tensor, y: Tensor, cols: number) => void,
    plain: (dx: Numbers, dy: Numbers, y: Numbers, rows: number) => void,
  ): Case =>
  (d) => {
    const [rows, cols] = [d.of(rowCounts), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * cols), d.floats(rows * cols), d.floats(rows * cols)],
      kernel: ([dx, dy, y]) => kernel(dx, dy, y, cols),
      plain: ([dx, dy, y]) => plain(dx, dy, y, rows),
    };
  };

/** The cases of a family, by the names of its kernels. */
export type Cases = Readonly<Record<string, Case>>;

const GUARD = 8;
const CANARY = -7;

/** Heap memory for the operand in each position, used again and again: what earlier calls left in it must not matter. */
const memory: Tensor[] = [];

/** A copy of `t` on the heap, with `shift` + GUARD canaries in front and GUARD behind. */
function between(t: Tensor, position: number, shift: number): { copy: Tensor; guards: Tensor } {
  const guards = Tensor.reuse(memory[position], t.dtype, [t.size + shift + 2 * GUARD]);
  memory[position] = guards;
  guards.data.fill(CANARY);
  const copy = guards.part(shift + GUARD, t.shape);
  copy.data.set(t.data);
  return { copy, guards };
}

export function difference(got: Numbers, wanted: Numbers): string | undefined {
  const i = wanted.findIndex((v, j) => !Object.is(v, got[j]));
  return i < 0 ? undefined : `[${i}] is ${got[i]} and should be ${wanted[i]}`;
}

/** The same for kernels that add up in an order of their own. */
export const beyond =
  (tolerance: number): typeof difference =>
  (got, wanted) => {
    const i = wanted.findIndex((v, j) => !(Math.abs(v - got[j]) <= tolerance));
    return i < 0 ? undefined : `[${i}] is ${got[i]} and should be ${wanted[i]}, within ${tolerance}`;
  };

/** Makes the call with its operands in every combination of places; returns what differs from the plain loops. */
export function compare(
  { operands, kernel, plain }: Call,
  rng: Rng,
  differing: typeof difference = difference,
): string | undefined {
  const wanted = operands.map((t) => t.clone());
  const result = plain(wanted.map((t) => t.data));
  for (let places = 0; places < 1 << operands.length; places++) {
    const onHeap = operands.map((_, i) => ((places >> i) & 1) === 1);
    const placed = operands.map((t, i) =>
      onHeap[i] ? between(t, i, rng.integer(4)) : { copy: t.clone(), guards: undefined },
    );
    const got = kernel(placed.map(({ copy }) => copy));
    const where = `with operands ${onHeap.map((on) => (on ? "on" : "off")).join(", ")} the heap`;
    if (!Object.is(got, result)) return `returns ${got} and should return ${result} ${where}`;
    for (const [i, { copy, guards }] of placed.entries()) {
      const wrong = differing(copy.data, wanted[i].data);
      if (wrong !== undefined) return `operand ${i} ${wrong} ${where}`;
      if (guards === undefined) continue;
      const start = guards.size - GUARD - copy.size;
      const outside = guards.data.findIndex((v, j) => v !== CANARY && (j < start || j >= start + copy.size));
      if (outside >= 0) return `operand ${i} is written at ${outside - start} of ${copy.size} ${where}`;
    }
  }
  return undefined;
}
