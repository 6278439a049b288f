import { heap } from "../heap.ts";
import { platform } from "../platform.ts";
import type { DType } from "../tensor.ts";

/** Set by the first binary that is refused: the others would be, too, and one warning says all. */
let refused = false;

/**
 * The WebAssembly kernels of one family. Each is a module of its own (binaries/, made by scripts/kernels.mjs), compiled
 * when one of its kernels is first asked for, so that a page has and compiles what it uses. All of them work on the heap,
 * where each has a few constants in a place of its own before the work space.
 */
export class Binary<Native> {
  private readonly text: string;
  private loaded = false;
  private float32: Native | undefined;
  private float64: Native | undefined;
  /** All kernels by the names of the binary, none where it is not loaded. */
  exports: Readonly<Record<string, unknown>> = {};

  constructor(text: string) {
    this.text = text;
  }

  /** The kernels for a type; undefined where the engine or a page's policy refuses them. */
  of(dtype: DType): Native | undefined {
    if (!this.loaded) this.load();
    return dtype === "float64" ? this.float64 : this.float32;
  }

  /** The binary, which imports the heap's kind of memory. */
  get code(): Uint8Array {
    const bytes = decode(this.text);
    if (heap.shared) shareMemory(bytes);
    return bytes;
  }

  /** Has the engine compile it. Throws what the engine does that refuses it. */
  compile(): void {
    if (this.float32 !== undefined) return;
    const { memory } = heap;
    const { WebAssembly } = platform;
    if (memory === undefined || WebAssembly === undefined) throw new Error("WebAssembly is not available");
    const env = { memory, work: heap.work, tail: heap.tail, thread: 0 };
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(this.code), { env }).exports;
    this.float32 = ofPrecision<Native>(this.exports, "32");
    this.float64 = ofPrecision<Native>(this.exports, "64");
    this.loaded = true;
  }

  private load(): void {
    this.loaded = true;
    if (refused) return;
    try {
      this.compile();
    } catch (error) {
      refused = true;
      platform.console.warn(
        `fprop: no WebAssembly kernels (${String(error)}); plain JavaScript gives the same numbers, more slowly.`,
      );
    }
  }
}

/** Bytes that stand first in the order of bytes, being frequent; scripts/kernels.mjs reads them here. */
const FREQUENT = [0xfd, 0x6a, 0xf2, 0x7f, 0x74, 0xf0, 0x6b, 0xe6];

/**
 * The bytes of a text in the printable letters of ASCII, but for ", < and \: 92 digits. From the third digit on one is a
 * byte, the first 90 in order; after one of the first two, a second one says which of the others.
 */
function decode(text: string): Uint8Array {
  const order = [...new Set([...FREQUENT, ...new Uint8Array(256).keys()])];
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const digit = digitOf(text, i);
    bytes.push(order[digit < 2 ? 90 + 92 * digit + digitOf(text, ++i) : digit - 2]);
  }
  return Uint8Array.from(bytes);
}

function digitOf(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code - 32 - +(code > 34) - +(code > 60) - +(code > 92);
}

/** The exports whose names end in `bits`, without that ending, and those that have no precision. */
function ofPrecision<Native>(exports: Readonly<Record<string, unknown>>, bits: "32" | "64"): Native {
  const own = Object.entries(exports).filter(([name]) => name.endsWith(bits) || !/(32|64)$/.test(name));
  return Object.fromEntries(own.map(([name, kernel]) => [name.replace(bits, ""), kernel])) as Native;
}

/** Turns the import of a memory with a maximum (limits 0x01) into the import of a shared one (0x03). */
function shareMemory(bytes: Uint8Array): void {
  const name = [3, ...Array.from("env", (c) => c.charCodeAt(0)), 6, ...Array.from("memory", (c) => c.charCodeAt(0)), 2];
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte));
  bytes[at + name.length] = 3;
}
