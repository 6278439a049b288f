import { heap } from "../heap.ts";
import { numberBytes, type Numbers, type Tensor } from "../tensor.ts";
import type { Binary } from "./native.ts";
import { threads } from "./threads/threads.ts";

/**
 * How tensors that do not lie on the heap take part in a WebAssembly kernel: copied into the scratch before the call
 * and, if it wrote them, out of it afterwards; in pieces where they are larger than the scratch.
 */

/**
 * What a kernel does with its operands, a letter for each: `r` reads it, `w` writes it, `o` writes it in the order of the
 * units, because something else is carried along; `u` updates it (reads and writes); `S` is room to work in, [threads, …]. A
 * small letter's tensor has a part for every unit, a capital's is seen whole by every piece.
 */
type Uses = string;

// Views of the memory with the scratch in it. They are made once: where memory grows, old views stay good.
let float32: Float32Array | undefined;
let float64: Float64Array | undefined;
let int32: Int32Array | undefined;

function view({ dtype }: Tensor): Numbers {
  if (dtype === "float32") return (float32 ??= new Float32Array(heap.memory!.buffer));
  if (dtype === "float64") return (float64 ??= new Float64Array(heap.memory!.buffer));
  return (int32 ??= new Int32Array(heap.memory!.buffer));
}

/** Bytes of n numbers; not by shifts, which end at 2³¹. */
const bytes = ({ dtype }: Tensor, n: number): number => numberBytes(dtype) * n;
/** The same with what kernels may read behind them, up to a line. */
const space = (t: Tensor, n: number): number => Math.ceil((bytes(t, n) + 32) / 32) * 32;

/** Copies numbers between a tensor and the scratch. */
function load(t: Tensor, from: number, n: number, at: number): void {
  view(t).set(n === t.size ? t.data : t.data.subarray(from, from + n), at / bytes(t, 1));
}
function unload(t: Tensor, from: number, n: number, at: number): void {
  const first = at / bytes(t, 1);
  t.data.set(view(t).subarray(first, first + n), from);
}

/** Where the scratch is free. */
let top = 0;

/** Frees the scratch, for the next kernel. */
export function clear(): void {
  top = heap.scratch;
}

function place(size: number): number {
  const at = top;
  top += size;
  return at;
}

/** A kernel over n units, given the addresses of up to six operands; 0 for one that is undefined. */
export type Kernel<Native> = (
  wasm: Native,
  n: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
) => void;

type Operand = Tensor | undefined;

/**
 * Runs a kernel of a family over all `units` (elements, or rows) of its operands, in the precision of `a`: in place if all lie on
 * the heap, through the scratch if not, and as `plain` loops where there is no WebAssembly or no unit fits the scratch.
 */
export function run<Native>(
  family: Binary<Native>,
  uses: Uses,
  units: number,
  kernel: Kernel<Native>,
  plain: () => void,
  a: Tensor,
  b?: Operand,
  c?: Operand,
  d?: Operand,
  e?: Operand,
  f?: Operand,
): void {
  const wasm = family.of(a.dtype);
  if (wasm === undefined) plain();
  else if (a.at !== 0 && b?.at !== 0 && c?.at !== 0 && d?.at !== 0 && e?.at !== 0 && f?.at !== 0) {
    const { crew } = threads;
    if (crew?.splits(uses, a, b) === true) crew.units(family, wasm, uses, units, kernel, [a, b, c, d, e, f]);
    else kernel(wasm, units, a.at, b?.at ?? 0, c?.at ?? 0, d?.at ?? 0, e?.at ?? 0, f?.at ?? 0);
  } else if (need(a) + need(b) + need(c) + need(d) + need(e) + need(f) <= heap.scratchBytes)
    throughScratch(family, wasm, uses, units, kernel, a, b, c, d, e, f);
  else if (!inPieces(family, wasm, uses, units, kernel, [a, b, c, d, e, f])) plain();
}

/** Bytes an operand takes in the scratch. */
const need = (t: Operand): number => (t === undefined || t.at !== 0 ? 0 : space(t, t.size));

/** Operands that fit the scratch together: in, through the kernel, and out. */
function throughScratch<Native>(
  family: Binary<Native>,
  wasm: Native,
  uses: Uses,
  units: number,
  kernel: Kernel<Native>,
  a: Tensor,
  b: Operand,
  c: Operand,
  d: Operand,
  e: Operand,
  f: Operand,
): void {
  clear();
  const pa = enter(a, uses[0]);
  const pb = enter(b, uses[1]);
  const pc = enter(c, uses[2]);
  const pd = enter(d, uses[3]);
  const pe = enter(e, uses[4]);
  const pf = enter(f, uses[5]);
  const { crew } = threads;
  if (crew?.splits(uses, a, b) === true)
    crew.units(family, wasm, uses, units, kernel, [a, b, c, d, e, f], [pa, pb, pc, pd, pe, pf]);
  else kernel(wasm, units, pa, pb, pc, pd, pe, pf);
  leave(a, uses[0], pa);
  leave(b, uses[1], pb);
  leave(c, uses[2], pc);
  leave(d, uses[3], pd);
  leave(e, uses[4], pe);
  leave(f, uses[5], pf);
}

function enter(t: Operand, use: string): number {
  if (t === undefined) return 0;
  if (t.at !== 0) return t.at;
  const at = place(space(t, t.size));
  if (use !== "w" && use !== "S") load(t, 0, t.size, at);
  return at;
}

function leave(t: Operand, use: string, at: number): void {
  if (t?.at === 0 && use !== "r" && use !== "R" && use !== "S") unload(t, 0, t.size, at);
}

/** Larger operands, in as few pieces as the scratch allows. Returns false, nothing done, where not one unit fits. */
function inPieces<Native>(
  family: Binary<Native>,
  wasm: Native,
  uses: Uses,
  units: number,
  kernel: Kernel<Native>,
  operands: readonly [Tensor, ...Operand[]],
): boolean {
  const whole = (i: number): boolean => uses[i] < "a";
  let room = heap.scratchBytes;
  let perUnit = 0;
  for (const [i, t] of operands.entries()) {
    if (t === undefined || t.at !== 0) continue;
    if (whole(i)) room -= need(t);
    else {
      room -= 64;
      perUnit += bytes(t, t.size) / units;
    }
  }
  const most = Math.floor(room / perUnit);
  if (!(most >= 1)) return false;
  for (let from = 0; from < units; from += most) {
    const n = Math.min(most, units - from);
    const [a, b, c, d, e, f] = operands.map((t, i) =>
      t === undefined || whole(i) ? t : t.part((t.size / units) * from, [(t.size / units) * n]),
    );
    throughScratch(family, wasm, uses, n, kernel, a!, b, c, d, e, f);
  }
  return true;
}

/** Bytes a block of rows × cols takes in the scratch: none where the tensor lies on the heap. */
export function blockBytes(t: Tensor, rows: number, cols: number): number {
  return t.at !== 0 ? 0 : space(t, rows * cols);
}

/** A place for a block, filled with the lines of `cols` numbers that lie `ld` apart in `t` from `offset` on. */
export function block(t: Tensor, offset: number, rows: number, cols: number, ld: number, read: boolean): number {
  const at = place(blockBytes(t, rows, cols));
  if (!read) return at;
  if (ld === cols) load(t, offset, rows * cols, at);
  else for (let i = 0; i < rows; i++) load(t, offset + i * ld, cols, at + bytes(t, i * cols));
  return at;
}

/** Brings a block back to where it came from. */
export function unblock(t: Tensor, offset: number, rows: number, cols: number, ld: number, at: number): void {
  if (ld === cols) unload(t, offset, rows * cols, at);
  else for (let i = 0; i < rows; i++) unload(t, offset + i * ld, cols, at + bytes(t, i * cols));
}
