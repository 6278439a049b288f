import { describe, refuse } from "./errors.ts";
import { platform, type Memory } from "./platform.ts";

const PAGE = 65536;
const LINE = 64;

/** A piece of the heap. It goes back to the heap some time after nothing refers to it any more. */
export class Block {
  /** Byte address. */
  readonly at: number;
  readonly bytes: number;

  constructor(at: number, bytes: number) {
    this.at = at;
    this.bytes = bytes;
  }
}

/**
 * The memory that parameters, buffers and the WebAssembly kernels share.
 *
 * In Node and in isolated pages it is shared memory, which grows while old views stay alive; elsewhere it is reserved
 * once, because growing would detach every view, and its pages cost nothing until they are touched. A full heap is no
 * error: `allocate` returns undefined, and the tensor becomes an ordinary array that kernels copy in and out.
 *
 * Blocks carry 32 bytes behind them that kernels may read. Sizes are rounded up to four steps per power of two, so a
 * returned block fits later requests of about its size.
 */
export class Heap {
  /** Before the kernels' constants: two vectors for the last few elements of a loop. */
  readonly tail: number = 32;
  /** Behind them: the kernels' work space, and the scratch through which other arrays pass. */
  readonly work: number = 2 * PAGE;
  readonly scratch: number = 2 * PAGE + 0xe0000;
  readonly scratchBytes: number = 0x200000 - LINE;

  private top = 2 * PAGE + 0xe0000 + 0x200000;
  private maximum = 2 ** 32 - PAGE;
  private reserved: Memory | undefined;
  private grows = false;
  private refused = false;
  private readonly free = new Map<number, number[]>();
  private readonly collected: FinalizationRegistry<readonly [at: number, bytes: number]> = new FinalizationRegistry(
    ([at, bytes]) => this.free.get(bytes)?.push(at) ?? this.free.set(bytes, [at]),
  );

  /** Sets the most the heap may take, in bytes. Call it before the first tensor. */
  limit(bytes: number): void {
    if (!(Number.isSafeInteger(bytes) && bytes >= 4 * 2 ** 20 && bytes <= 2 ** 32))
      refuse("ARGUMENT", "heap", "bytes", "an integer from 4 MiB to 4 GiB", describe(bytes));
    if (this.reserved !== undefined) refuse("STATE", "heap", "limit", "set before the first tensor", "a heap in use");
    this.maximum = Math.min(bytes, 2 ** 32 - PAGE);
  }

  /** The memory, reserved at the first call; undefined where there is no WebAssembly. */
  get memory(): Memory | undefined {
    if (this.reserved === undefined && !this.refused) {
      this.reserved = this.reserve();
      this.refused = this.reserved === undefined;
    }
    return this.reserved;
  }

  /** Whether the memory is shared, so that it can grow. */
  get shared(): boolean {
    return this.memory !== undefined && this.grows;
  }

  /** Bytes handed out so far, those that came back not counted off. */
  get used(): number {
    return this.top;
  }

  allocate(length: number): Block | undefined {
    const bytes = rounded(length + 32);
    const at = this.free.get(bytes)?.pop() ?? this.extend(bytes);
    if (at === undefined) return undefined;
    const block = new Block(at, bytes);
    this.collected.register(block, [at, bytes]);
    return block;
  }

  private extend(bytes: number): number | undefined {
    const memory = this.memory;
    const end = this.top + bytes;
    if (memory === undefined || end > this.maximum) return undefined;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) {
      if (!this.grows) return undefined;
      const doubled = Math.min(memory.buffer.byteLength, this.maximum - memory.buffer.byteLength);
      if (!grow(memory, Math.max(missing, doubled)) && !grow(memory, missing)) return undefined;
    }
    const at = this.top;
    this.top = end;
    return at;
  }

  private reserve(): Memory | undefined {
    const { WebAssembly, crossOriginIsolated = true } = platform;
    if (WebAssembly === undefined) return undefined;
    this.grows = crossOriginIsolated && typeof SharedArrayBuffer === "function";
    // A reservation may be refused for its size alone (address space, phones): ask for half until it is granted.
    for (let bytes = this.grows ? this.maximum : Math.min(this.maximum, 2 ** 30); bytes >= 4 * 2 ** 20; bytes /= 2) {
      const maximum = Math.floor(bytes / PAGE);
      const initial = this.grows ? Math.ceil(this.top / PAGE) : maximum;
      try {
        const memory = new WebAssembly.Memory({ initial, maximum, shared: this.grows });
        this.maximum = maximum * PAGE;
        return memory;
      } catch {
        continue;
      }
    }
    return undefined;
  }
}

function grow(memory: Memory, bytes: number): boolean {
  try {
    memory.grow(Math.ceil(bytes / PAGE));
    return true;
  } catch {
    return false;
  }
}

/** The next of 64, 128, 192, 256, 320, …: multiples of a quarter of the power of two below, and of a line. */
function rounded(bytes: number): number {
  const step = Math.max(LINE, 2 ** (29 - Math.clz32(bytes)));
  return Math.ceil(bytes / step) * step;
}

/** The one heap. */
export const heap: Heap = /* @__PURE__ */ new Heap();
