import { heap } from "../heap.ts";
import type { Numbers, Tensor } from "../tensor.ts";

/**
 * How tensors that do not lie on the heap take part in a WebAssembly kernel: copied into the scratch before the call
 * and, if it wrote them, out of it afterwards; in pieces where they are larger than the scratch.
 */

/** An operand, what the kernel does with it, and whether every piece sees all of it instead of its own units. */
export type Operand = readonly [t: Tensor | undefined, use: "reads" | "writes" | "updates", whole?: "whole"];

// Views of all the memory, renewed when it has grown.
let buffer: ArrayBufferLike | undefined;
let float32: Float32Array = new Float32Array(0);
let float64: Float64Array = new Float64Array(0);
let int32: Int32Array = new Int32Array(0);

function view({ dtype }: Tensor): Numbers {
  const now = heap.memory!.buffer;
  if (buffer !== now) {
    buffer = now;
    float32 = new Float32Array(now);
    float64 = new Float64Array(now);
    int32 = new Int32Array(now);
  }
  return dtype === "float64" ? float64 : dtype === "float32" ? float32 : int32;
}

const shift = ({ dtype }: Tensor): number => (dtype === "float64" ? 3 : 2);
const rounded = (bytes: number): number => (bytes + 63) & -32;

/** Copies numbers between a tensor and the scratch. */
function load(t: Tensor, from: number, n: number, at: number): void {
  view(t).set(n === t.size ? t.data : t.data.subarray(from, from + n), at >> shift(t));
}
function unload(t: Tensor, from: number, n: number, at: number): void {
  t.data.set(view(t).subarray(at >> shift(t), (at >> shift(t)) + n), from);
}

/**
 * Runs `kernel(n, addresses)` over all `units` (elements, or rows) of its operands, in as few pieces as the scratch
 * allows. Returns false, nothing done, where not even one unit fits.
 */
export function staged(
  units: number,
  operands: readonly Operand[],
  kernel: (n: number, at: readonly number[]) => void,
): boolean {
  let room = heap.scratchBytes;
  let perUnit = 0;
  for (const [t, , whole] of operands) {
    if (t === undefined || t.at !== 0) continue;
    const bytes = t.size << shift(t);
    if (whole !== undefined) room -= rounded(bytes);
    else {
      room -= 64;
      perUnit += bytes / units;
    }
  }
  const most = perUnit === 0 ? units : Math.min(units, Math.floor(room / perUnit));
  if (most < 1 || room < 0) return false;

  for (let from = 0; from < units; from += most) {
    const n = Math.min(most, units - from);
    let top = heap.scratch;
    const at = operands.map(([t, use, whole]) => {
      if (t === undefined) return 0;
      const count = whole !== undefined ? t.size : (t.size / units) * n;
      const first = whole !== undefined ? 0 : (t.size / units) * from;
      if (t.at !== 0) return t.at + (first << shift(t));
      const place = top;
      top += rounded(count << shift(t));
      if (use !== "writes") load(t, first, count, place);
      return place;
    });
    kernel(n, at);
    operands.forEach(([t, use, whole], i) => {
      if (t === undefined || t.at !== 0 || use === "reads") return;
      if (whole !== undefined) unload(t, 0, t.size, at[i]);
      else unload(t, (t.size / units) * from, (t.size / units) * n, at[i]);
    });
  }
  return true;
}

/** Where blocks of matrices stand in the scratch during one product. */
let top = 0;

/** Frees the scratch for a product. */
export function clear(): void {
  top = heap.scratch;
}

/** Bytes a block of rows × cols takes in the scratch: none where the tensor lies on the heap. */
export function blockBytes(t: Tensor, rows: number, cols: number): number {
  return t.at !== 0 ? 0 : rounded((rows * cols) << shift(t));
}

/** A place for a block, filled with the lines of `cols` numbers that lie `ld` apart in `t` from `offset` on. */
export function block(t: Tensor, offset: number, rows: number, cols: number, ld: number, read: boolean): number {
  const at = top;
  top += blockBytes(t, rows, cols);
  if (!read) return at;
  if (ld === cols) load(t, offset, rows * cols, at);
  else for (let i = 0; i < rows; i++) load(t, offset + i * ld, cols, at + ((i * cols) << shift(t)));
  return at;
}

/** Brings a block back to where it came from. */
export function unblock(t: Tensor, offset: number, rows: number, cols: number, ld: number, at: number): void {
  if (ld === cols) unload(t, offset, rows * cols, at);
  else for (let i = 0; i < rows; i++) unload(t, offset + i * ld, cols, at + ((i * cols) << shift(t)));
}
