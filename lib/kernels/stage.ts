import { heap } from "../heap.ts";
import type { Numbers, Tensor } from "../tensor.ts";
import { native, type Native } from "./native.ts";

/**
 * How tensors that do not lie on the heap take part in a WebAssembly kernel: copied into the scratch before the call
 * and, if it wrote them, out of it afterwards; in pieces where they are larger than the scratch.
 */

/** An operand, what the kernel does with it, and whether every piece sees all of it instead of its own units. */
interface Operand {
  readonly t: Tensor | undefined;
  readonly use: "reads" | "writes" | "updates";
  readonly whole: boolean;
}
export const reads = (t: Tensor | undefined): Operand => ({ t, use: "reads", whole: false });
export const writes = (t: Tensor | undefined): Operand => ({ t, use: "writes", whole: false });
export const updates = (t: Tensor | undefined): Operand => ({ t, use: "updates", whole: false });
export const whole = ({ t, use }: Operand): Operand => ({ t, use, whole: true });

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

/** Runs a kernel in WebAssembly, in the precision of `like`; in plain loops where that cannot be. */
export function run(
  like: Tensor,
  units: number,
  operands: readonly Operand[],
  kernel: NativeKernel,
  plain: () => void,
): void {
  const wasm = native(like.dtype);
  const done = wasm !== undefined && staged(units, operands, (n, a, b, c, d, e) => kernel(wasm, n, a, b, c, d, e));
  if (!done) plain();
}
type NativeKernel = (wasm: Native, n: number, a: number, b: number, c: number, d: number, e: number) => void;

/** A kernel over n units, given the addresses of up to five operands; 0 for one that is undefined. */
type Kernel = (n: number, a: number, b: number, c: number, d: number, e: number) => void;

/**
 * Runs `kernel` over all `units` (elements, or rows) of its operands, in as few pieces as the scratch allows. Returns
 * false, nothing done, where not even one unit fits.
 */
export function staged(units: number, operands: readonly Operand[], kernel: Kernel): boolean {
  let room = heap.scratchBytes;
  let perUnit = 0;
  for (let i = 0; i < operands.length; i++) {
    const { t, whole } = operands[i];
    if (t === undefined || t.at !== 0) continue;
    if (whole) room -= rounded(t.size << shift(t));
    else {
      room -= 64;
      perUnit += (t.size << shift(t)) / units;
    }
  }
  if (room === heap.scratchBytes) {
    kernel(
      units,
      address(operands[0]),
      address(operands[1]),
      address(operands[2]),
      address(operands[3]),
      address(operands[4]),
    );
    return true;
  }

  const most = perUnit === 0 ? units : Math.min(units, Math.floor(room / perUnit));
  if (most < 1 || room < 0) return false;
  for (let from = 0; from < units; from += most) {
    const n = Math.min(most, units - from);
    let top = heap.scratch;
    const pieces = operands.map(({ t, use, whole }) => {
      if (t === undefined) return { at: 0, first: 0, count: 0 };
      const first = whole ? 0 : (t.size / units) * from;
      const count = whole ? t.size : (t.size / units) * n;
      if (t.at !== 0) return { at: t.at + (first << shift(t)), first, count };
      const at = top;
      top += rounded(count << shift(t));
      if (use !== "writes") load(t, first, count, at);
      return { at, first, count };
    });
    const at = (i: number): number => pieces[i]?.at ?? 0;
    kernel(n, at(0), at(1), at(2), at(3), at(4));
    operands.forEach(({ t, use }, i) => {
      if (t?.at === 0 && use !== "reads") unload(t, pieces[i].first, pieces[i].count, pieces[i].at);
    });
  }
  return true;
}

function address(operand: Operand | undefined): number {
  return operand?.t?.at ?? 0;
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
