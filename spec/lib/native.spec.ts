import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { heap } from "../../lib/heap.ts";
import type { Binary } from "../../lib/kernels/native.ts";
import { native as products } from "../../lib/kernels/binaries/products.ts";
import { platform } from "../../lib/platform.ts";

// A binary for each family of kernels: what is loaded when, and where their constants lie.

const folder = join(import.meta.dirname, "../../lib/kernels/binaries");
const families = readdirSync(folder).filter((file) => !/^(worker|fused.*)\.ts$/.test(file));

const { WebAssembly } = platform as Required<typeof platform>;

/** The bytes of a family's binary. */
async function bytesOf(file: string): Promise<Uint8Array> {
  const { native } = (await import(join(folder, file))) as { native: Binary<unknown> };
  return native.code;
}

describe("binaries", () => {
  it("have their constants in places of their own, before the work space", async () => {
    const binaries = await Promise.all(families.map(bytesOf));
    const places = families.map((file, i) => {
      const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: heap.shared });
      new WebAssembly.Instance(new WebAssembly.Module(binaries[i]), { env: { memory, work: 0, tail: 0, thread: 0 } });
      const constants = new Uint8Array(memory.buffer);
      return [constants.findIndex((byte) => byte !== 0), constants.findLastIndex((byte) => byte !== 0), file] as const;
    });
    const taken = places.filter(([first]) => first >= 0).sort(([a], [b]) => a - b);
    expect(taken.length).toBeGreaterThan(5);
    for (const [i, [first, , file]] of taken.entries())
      expect(first, file).toBeGreaterThan(i === 0 ? 63 : taken[i - 1][1]);
    expect(taken.at(-1)![1]).toBeLessThan(heap.work);
  });

  it("need no more work space than the heap has", () => {
    expect(products.of("float32")!.gemmWork()).toBeLessThanOrEqual(heap.scratch - heap.work);
  });
});

describe("the loader", () => {
  let modules = 0;
  let refused = false;

  beforeEach(() => {
    vi.resetModules();
    modules = 0;
    function Module(bytes: Uint8Array): object {
      modules++;
      if (refused) throw new Error("refused by policy");
      return new WebAssembly.Module(bytes);
    }
    vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory, Instance: WebAssembly.Instance, Module });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("compiles a family at the first call of one of its kernels, and once", async () => {
    refused = false;
    const { kernels, Tensor } = await import("../../index.ts");
    const [x, y] = [Tensor.zeros([3]), Tensor.zeros([3], "float64")];
    expect(modules).toBe(0);
    kernels.tanh(x, x);
    kernels.sigmoid(y, y);
    expect(modules).toBe(1);
    kernels.softmax(x, x, 3);
    kernels.tanhBackward(x, x, x);
    expect(modules).toBe(2);
  });

  it("warns once where WebAssembly is refused, and tries no further", async () => {
    refused = true;
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { kernels, Tensor } = await import("../../index.ts");
    const [x, y] = [Tensor.from([1, 2, 3]), Tensor.zeros([3])];
    kernels.softmax(y, x, 3);
    kernels.scale(y, y, 2);
    kernels.tanh(y, y);
    expect(y.data[0] < y.data[1] && y.data[1] < y.data[2]).toBe(true);
    expect(warn.mock.calls.map(([message]: string[]) => message)).toEqual([
      "fprop: no WebAssembly kernels (Error: refused by policy); plain JavaScript gives the same numbers, more slowly.",
    ]);
    expect(modules).toBe(1);
    warn.mockRestore();
  });
});
