import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heap } from "../../lib/heap.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Tensor, type Numbers } from "../../lib/tensor.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Collects garbage and lets the engine report what it collected. */
async function collect(): Promise<void> {
  gc();
  await new Promise((resolve) => setImmediate(resolve));
}

/** Collects until `done`, but not for ever. */
async function collectUntil(done: () => boolean): Promise<boolean> {
  for (let i = 0; i < 50; i++) {
    if (done()) return true;
    await collect();
  }
  return false;
}

/** A tensor on the heap full of one number. */
function filled(value: number, n: number): Tensor {
  const t = Tensor.reuse(undefined, "float32", [n]);
  t.data.fill(value);
  return t;
}

describe("heap", () => {
  it("is shared memory, which grows", () => {
    expect(heap.shared).toBe(true);
    expect(heap.memory!.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("keeps views alive that are older than its growth", () => {
    const x = filled(2, 1000);
    const y = filled(0, 1000);
    kernels.scale(y, x, 3);
    const before = heap.memory!.buffer.byteLength;
    const large = Tensor.reuse(undefined, "float32", [before / 4]);
    expect(heap.memory!.buffer.byteLength).toBeGreaterThan(before);

    expect(x.data.every((v) => v === 2)).toBe(true);
    expect(y.data.every((v) => v === 6)).toBe(true);
    x.data.fill(5);
    kernels.scale(y, x, 3);
    expect(y.data.every((v) => v === 15)).toBe(true);
    large.data[large.size - 1] = 1;
    kernels.scale(large, large, 4);
    expect(large.data[large.size - 1]).toBe(4);
  });

  it("copies other arrays into memory that it did not have at first", () => {
    const plain = Tensor.from([1, 2, 3]);
    const y = Tensor.zeros([3]);
    kernels.scale(y, plain, 2);
    const before = heap.memory!.buffer.byteLength;
    const far = Tensor.reuse(undefined, "float32", [before / 4]).part(before / 4 - 3, [3]);
    kernels.scale(far, plain, 2);
    kernels.scale(y, far, 2);
    expect(y.toArray()).toEqual([4, 8, 12]);
  });

  it("gives blocks of at least what was asked for and 32 bytes, at most a quarter more, on lines of 64 bytes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), (n) => {
        const used = heap.used;
        const { at, bytes } = heap.allocate(n)!;
        expect(bytes).toBeGreaterThanOrEqual(n + 32);
        expect(bytes).toBeLessThanOrEqual(Math.max(64, 1.25 * (n + 32) + 63));
        expect([at % 64, bytes % 64]).toEqual([0, 0]);
        expect([0, bytes]).toContain(heap.used - used);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("gives no two living tensors the same place", () => {
    const living = Array.from({ length: 300 }, (_, i) => filled(i, 1 + ((i * 37) % 500)));
    for (const [i, t] of living.entries()) expect(t.data.every((v) => v === i)).toBe(true);
  });

  it("gives a place to another tensor when nothing refers to it any more", { timeout: 60_000 }, async () => {
    const n = 123_457;
    const places = new Set(Array.from({ length: 8 }, () => filled(1, n).at));
    expect(places.size).toBe(8);
    const kept: Tensor[] = [];
    const reused = await collectUntil(() => {
      kept.push(filled(2, n));
      return places.has(kept.at(-1)!.at);
    });
    expect(reused).toBe(true);
    expect(new Set(kept.map((t) => t.at)).size).toBe(kept.length);
  });

  it("stops growing where tensors come and go", { timeout: 60_000 }, async () => {
    const n = 250_000;
    const used = heap.used;
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < 10; j++) filled(i, n);
      await collect();
    }
    expect(heap.used - used).toBeLessThan(100 * 4 * n);
  });

  const views: readonly [string, (t: Tensor) => Numbers][] = [
    ["its data", (t) => t.data],
    ["the data of some rows", (t) => t.reshape([10, 2000]).rows(3, 7).data],
    ["the data under another shape", (t) => t.reshape([2, 10_000]).data],
  ];
  it.each(views)("keeps the place of a tensor of which only %s is left", { timeout: 60_000 }, async (_, view) => {
    const data = view(filled(7, 20_000));
    const abandoned = filled(8, 20_000).at;
    const later: Tensor[] = [];
    const reused = await collectUntil(() => {
      later.push(filled(9, 20_000));
      return later.at(-1)!.at === abandoned;
    });
    expect(reused).toBe(true);
    expect(data.every((v) => v === 7)).toBe(true);
  });
});

describe("Tensor.reuse", () => {
  it("returns the same tensor for the same type and shape, and another in its place where that is large enough", () => {
    const a = Tensor.reuse(undefined, "float32", [4, 100]);
    expect(Tensor.reuse(a, "float32", [4, 100])).toBe(a);
    expect(Tensor.reuseLike(a, a)).toBe(a);
    const smaller = Tensor.reuse(a, "float32", [3, 100]);
    expect(smaller).not.toBe(a);
    expect([smaller.at, smaller.shape, smaller.size]).toEqual([a.at, [3, 100], 300]);
    expect(Tensor.reuse(smaller, "float32", [4, 100]).at).toBe(a.at);
    const other = Tensor.reuse(a, "float64", [2, 100]);
    expect([other.at, other.dtype, other.data.constructor]).toEqual([a.at, "float64", Float64Array]);
  });

  it("moves what grows to a place half as large again, so that rising sizes need few moves", () => {
    let t = Tensor.reuse(undefined, "float32", [1000]);
    const places = new Set<number>();
    for (let n = 1000; n < 20_000; n += 50) {
      t = Tensor.reuse(t, "float32", [n]);
      expect(t.size).toBe(n);
      places.add(t.at);
    }
    expect(places.size).toBeLessThan(12);
  });
});
