import { describe, refuse, shapeText } from "./errors.ts";
import { heap, type Block } from "./heap.ts";

/** Element types: float32 trains, float64 checks gradients, int32 counts and names classes. */
export type DType = "float32" | "float64" | "int32";

/** Bytes of a number. */
export const numberBytes = (dtype: DType): 4 | 8 => (dtype === "float64" ? 8 : 4);

/** What every typed array of numbers can do, whatever its element type; so `y.data.map(…)` needs no cast. */
export interface Numbers {
  readonly length: number;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  [index: number]: number;
  [Symbol.iterator](): IterableIterator<number>;
  every(test: (value: number, index: number) => boolean): boolean;
  fill(value: number, start?: number, end?: number): this;
  findIndex(test: (value: number, index: number) => boolean): number;
  indexOf(value: number): number;
  join(separator?: string): string;
  map(f: (value: number, index: number) => number): Numbers;
  reduce<T>(f: (sum: T, value: number, index: number) => T, start: T): T;
  set(values: ArrayLike<number>, offset?: number): void;
  slice(start?: number, end?: number): Numbers;
  some(test: (value: number, index: number) => boolean): boolean;
  subarray(start?: number, end?: number): Numbers;
}

/** The array class of each element type. */
export interface Arrays {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
}

/** Numbers in nested arrays of equal lengths. */
export type Nested = number | readonly Nested[];

const constructors = { float32: Float32Array, float64: Float64Array, int32: Int32Array };
const elementBytes = { float32: 4, float64: 8, int32: 4 };

/**
 * A dense block of numbers with a shape: row-major, contiguous, the batch first. No strides and no gradients, and
 * nothing to dispose of. Its shape never changes; its contents may. Where the element type is known to the compiler,
 * `data` is of that array class: Tensor<Float32Array>.
 */
export class Tensor<A extends Numbers = Numbers> {
  /** The numbers. What a module returned is good as long as this array or its tensor is kept; `rows` keeps both. */
  readonly data: A;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** @internal Byte address on the heap, 0 elsewhere. */
  readonly at: number;
  /** @internal What keeps the place on the heap. */
  readonly block: Block | undefined;

  private constructor(data: A, shape: readonly number[], dtype: DType, at: number, block: Block | undefined) {
    this.data = data;
    this.shape = shape;
    this.dtype = dtype;
    this.size = data.length;
    this.at = at;
    this.block = block;
    if (block !== undefined) blocks.set(data, block);
  }

  /**
   * A tensor with these values, copied: nested arrays give their own shape, flat ones take `shape`. The element type
   * is `dtype`, else that of a typed array, else float32.
   *
   *     Tensor.from([[0, 1], [1, 0]])          Tensor.from([2, 0, 1], [3], "int32")
   *
   * @throws FpropError SHAPE where rows differ in length or the values do not fill the shape; ARGUMENT for an entry
   * that is no number, and in int32 no 32-bit integer
   */
  static from(values: Float64Array, shape?: readonly number[]): Tensor<Float64Array>;
  static from(values: Int32Array, shape?: readonly number[]): Tensor<Int32Array>;
  static from<D extends DType = "float32">(
    values: Nested | Numbers,
    shape?: readonly number[],
    dtype?: D,
  ): Tensor<Arrays[D]>;
  static from(values: Nested | Numbers, shape?: readonly number[], dtype?: DType): Tensor {
    const type =
      dtype ?? (values instanceof Float64Array ? "float64" : values instanceof Int32Array ? "int32" : "float32");
    const own = nestedShape(values);
    const size = own.reduce((a, b) => a * b, 1);
    const wanted = shape ?? own;
    if (sizeOf(wanted) !== size)
      refuse("SHAPE", "Tensor", "values", `${sizeOf(wanted)} numbers for ${shapeText(wanted)}`, `${size}`);
    const tensor = Tensor.zeros(wanted, type);
    copyInto(tensor.data, values, 0, type);
    return tensor;
  }

  /** A tensor of zeros. */
  static zeros<D extends DType = "float32">(shape: readonly number[], dtype?: D): Tensor<Arrays[D]>;
  static zeros(shape: readonly number[], dtype: DType = "float32"): Tensor {
    const size = sizeOf(shape);
    if (!Object.hasOwn(constructors, dtype))
      refuse("DTYPE", "Tensor", "dtype", "float32, float64 or int32", describe(dtype));
    let data: Numbers;
    try {
      data = new constructors[dtype](size);
    } catch {
      refuse("SHAPE", "Tensor", "shape", "one that memory has room for", `${shapeText(shape)} of ${dtype}`);
    }
    return new Tensor<Numbers>(data, [...shape], dtype, 0, undefined);
  }

  /**
   * The tensor to write next: `old` itself where it has this type and shape, else one in its place on the heap where
   * that is large enough, else a new one on the heap. Its contents are whatever was there. This is how a module keeps
   * its y and dx: `this.y = Tensor.reuse(this.y, x.dtype, [batch, n])`.
   */
  static reuse(old: Tensor | undefined, dtype: DType, shape: readonly number[]): Tensor {
    if (old !== undefined && old.dtype === dtype && sameShape(old.shape, shape)) return old;
    const size = sizeOf(shape);
    const bytes = size * elementBytes[dtype];
    let block = old?.block;
    // A buffer that grows at all grows by half again, so that batches of rising size leave little behind.
    if (block === undefined || block.bytes < bytes + 32)
      block = heap.allocate(old?.block === undefined ? bytes : Math.max(bytes, block!.bytes * 1.5));
    const memory = heap.memory;
    if (block === undefined || memory === undefined) return Tensor.zeros(shape, dtype);
    return new Tensor<Numbers>(
      new constructors[dtype](memory.buffer as ArrayBuffer, block.at, size),
      [...shape],
      dtype,
      block.at,
      block,
    );
  }

  /** `reuse` with the type and shape of `x`. */
  static reuseLike(old: Tensor | undefined, x: Tensor): Tensor {
    return Tensor.reuse(old, x.dtype, x.shape);
  }

  /** This tensor's own copy, in ordinary memory: what to keep of a module's output beyond its next fprop. */
  clone(): Tensor<A> {
    return this.to(this.dtype) as unknown as Tensor<A>;
  }

  /** A copy with another element type, rounded to nearest (to int32: towards zero). */
  to<D extends DType>(dtype: D): Tensor<Arrays[D]> {
    const copy = Tensor.zeros(this.shape, dtype);
    copy.data.set(this.data);
    return copy;
  }

  /** The same numbers under another shape; they are shared, not copied. */
  reshape(shape: readonly number[]): Tensor<A> {
    if (sizeOf(shape) !== this.size)
      refuse("SHAPE", "Tensor", "shape", `one of ${this.size} elements`, shapeText(shape));
    return new Tensor(this.data, [...shape], this.dtype, this.at, this.block);
  }

  /** Rows `from` (included) to `to` (not) of the first axis; they are shared, not copied. */
  rows(from: number, to: number): Tensor<A> {
    const [count, ...rest] = this.shape;
    if (
      count === undefined ||
      !(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= count)
    )
      refuse(
        "ARGUMENT",
        "Tensor",
        "rows",
        `a part of 0 … ${count ?? 0}, not empty`,
        `${describe(from)} … ${describe(to)}`,
      );
    const width = this.size / count;
    return this.part(from * width, [to - from, ...rest]);
  }

  /** @internal The numbers from `offset` on under `shape`, shared. */
  part(offset: number, shape: readonly number[]): Tensor<A> {
    const data = this.data.subarray(offset, offset + sizeOf(shape)) as A;
    const at = this.at === 0 ? 0 : this.at + offset * elementBytes[this.dtype];
    return new Tensor(data, [...shape], this.dtype, at, this.block);
  }

  /** The numbers as nested arrays (a plain number for a scalar). */
  toArray(): Nested {
    let level: Nested[] = [...this.data];
    for (const n of this.shape.slice(1).reverse())
      level = Array.from({ length: level.length / n }, (_, i) => level.slice(i * n, i * n + n));
    return this.shape.length === 0 ? level[0] : level;
  }

  /** The only number of a tensor of size 1. */
  item(): number {
    if (this.size !== 1) refuse("SHAPE", "Tensor", "item", "asked of a tensor of size 1", shapeText(this.shape));
    return this.data[0];
  }

  toString(): string {
    return `Tensor ${this.dtype} ${shapeText(this.shape)}`;
  }
}

/** A view of the heap holds its block, so that `y.data` stays good for as long as somebody has it. */
const blocks = /* @__PURE__ */ new WeakMap<Numbers, Block>();

/** Elements of a shape. Every axis has at least one: there are no empty tensors. */
export function sizeOf(shape: readonly number[]): number {
  if (!Array.isArray(shape)) refuse("SHAPE", "Tensor", "shape", "an array of sizes", describe(shape));
  let size = 1;
  for (const n of shape as readonly number[]) {
    if (!Number.isInteger(n) || n < 1 || (size *= n) > 2 ** 31 - 1)
      refuse(
        "SHAPE",
        "Tensor",
        "shape",
        "whole sizes of at least 1, at most 2³¹ − 1 elements in all",
        shapeText(shape),
      );
  }
  return size;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Arrays and typed arrays. */
function isList(values: unknown): values is ArrayLike<unknown> {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && "length" in values);
}

/** The shape of nested arrays, by their first entries; `copyInto` sees that the others agree. */
function nestedShape(values: unknown): number[] {
  const shape: number[] = [];
  for (let v = values; isList(v); v = v[0]) shape.push(v.length);
  return shape;
}

/** Writes nested numbers from `offset` on; returns where it stopped. */
function copyInto(data: Numbers, values: unknown, offset: number, dtype: DType): number {
  if (typeof values === "number") {
    if (dtype === "int32" && (values | 0) !== values)
      refuse("ARGUMENT", "Tensor", "an int32 entry", "a 32-bit integer", describe(values));
    data[offset] = values;
    return offset + 1;
  }
  if (!isList(values)) refuse("ARGUMENT", "Tensor", "an entry", "a number or an array of them", describe(values));
  const shape = nestedShape(values[0]);
  for (let i = 0; i < values.length; i++) {
    if (!sameShape(nestedShape(values[i]), shape))
      refuse(
        "SHAPE",
        "Tensor",
        "values",
        `rows of one shape, ${shapeText(shape)}`,
        `${shapeText(nestedShape(values[i]))} in row ${i}`,
      );
    offset = copyInto(data, values[i], offset, dtype);
  }
  return offset;
}
