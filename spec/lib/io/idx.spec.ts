import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { FpropError, Rng, Tensor } from "../../../index.ts";
import { readIdx } from "../../../io.ts";
import { mutated, tries } from "../../mutate.ts";
import { bits } from "../../values.ts";

const file = (type: number, shape: readonly number[], data: readonly number[]): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]),
    ...data,
  ]);
const images = file(8, [2, 2, 3], [0, 1, 2, 3, 4, 255, 6, 7, 8, 9, 10, 11]);

async function code(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "read",
    (error: unknown) => (error instanceof FpropError && error.path === "readIdx" ? error.code : error),
  );
}

describe("idx", () => {
  it("reads numbers of all its kinds, the highest byte first", async () => {
    expect(await readIdx(images)).toMatchObject({ shape: [2, 2, 3], dtype: "int32" });
    expect([...(await readIdx(images)).data]).toEqual([0, 1, 2, 3, 4, 255, 6, 7, 8, 9, 10, 11]);
    expect((await readIdx(file(9, [2], [128, 127]))).toArray()).toEqual([-128, 127]);
    expect((await readIdx(file(11, [2], [255, 254, 1, 0]))).toArray()).toEqual([-2, 256]);
    expect((await readIdx(file(12, [1], [255, 255, 255, 254]))).toArray()).toEqual([-2]);
    expect(bits(await readIdx(file(13, [1], [0xc0, 0x20, 0, 0])))).toBe(bits(Tensor.from([-2.5])));
    const double = await readIdx(file(14, [1, 1], [0xc0, 4, 0, 0, 0, 0, 0, 0]));
    expect(bits(double)).toBe(bits(Tensor.from([[-2.5]], undefined, "float64")));
  });

  it("gives the type that is asked for, and unpacks what is packed", async () => {
    const packed = gzipSync(images);
    const t = await readIdx(packed, { dtype: "float32" });
    expect(t).toMatchObject({ dtype: "float32", shape: [2, 2, 3] });
    expect(bits(t)).toBe(bits((await readIdx(images)).to("float32")));
    expect((await readIdx(file(13, [1], [0x40, 0x40, 0, 0]), { dtype: "int32" })).toArray()).toEqual([3]);
    expect(await code(readIdx(file(13, [1], [0x40, 0x20, 0, 0]), { dtype: "int32" }))).toBe("FORMAT");
  });

  it.each<readonly [string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["three bytes", images.slice(0, 3)],
    ["another beginning", images.map((b, i) => (i === 1 ? 1 : b))],
    ["a type that is none", file(10, [1], [0])],
    ["no axes", file(8, [], [0])],
    ["sizes missing", images.slice(0, 10)],
    ["255 axes that are not there", Uint8Array.of(0, 0, 8, 255, 0)],
    ["a shape without elements", file(8, [0], [])],
    ["a shape of 2³² elements", file(8, [65536, 65536], [])],
    ["a shape that overflows to the right size", file(8, [2 ** 31, 2 ** 31, 4], [])],
    ["bytes missing", images.slice(0, -1)],
    ["bytes behind", Uint8Array.from([...images, 0])],
    ["half a gzip file", gzipSync(images).subarray(0, -9)],
    ["a gzip file's beginning", gzipSync(images).subarray(0, 5)],
    ["a gzip file and more", Uint8Array.from([...gzipSync(images), 1, 2, 3])],
    ["a gzip file, and a size behind it", Uint8Array.from([...gzipSync(images), 0, 0, 0, 0, 40, 0, 0, 0])],
    ["two gzip files", Uint8Array.from([...gzipSync(images.subarray(0, 9)), ...gzipSync(images.subarray(9))])],
    ["a wrong sum", gzipSync(images).map((b, i, all) => (i === all.length - 8 ? b ^ 1 : b))],
    ["a wrong size", gzipSync(images).map((b, i, all) => (i === all.length - 4 ? b ^ 1 : b))],
    ["a bomb by its word", gzipSync(images).map((b, i, all) => (i === all.length - 1 ? 0x10 : b))],
    ["another method", gzipSync(images).map((b, i) => (i === 2 ? 7 : b))],
    ["a file in gzip in gzip", gzipSync(gzipSync(images))],
  ])("refuses %s", async (_, bytes) => {
    expect(await code(readIdx(bytes))).toBe("FORMAT");
  });

  it("allocates no more than it is told to", async () => {
    const zeros = file(8, [2 ** 22], []);
    const whole = new Uint8Array(zeros.length + 2 ** 22);
    whole.set(zeros);
    const packed = gzipSync(whole);
    expect(packed.length).toBeLessThan(10_000);
    expect(await code(readIdx(packed, { maxBytes: whole.length - 1 }))).toBe("FORMAT");
    expect((await readIdx(packed, { maxBytes: whole.length })).shape).toEqual([2 ** 22]);
    const bomb = gzipSync(images).map((b, i, all) => (i === all.length - 1 ? 0x10 : b));
    await expect(readIdx(bomb)).rejects.toThrow("gzip should be of at most 1032 times its size");
    expect(await code(readIdx(packed, { maxBytes: 0 }))).toBe("ARGUMENT");
    expect(await code(readIdx("x" as never))).toBe("ARGUMENT");
  });

  it("counts what it is given, whatever else a platform takes behind the end of a gzip file", async () => {
    vi.stubGlobal("DecompressionStream", function () {
      return new TransformStream({ transform: (_, out) => out.enqueue(images.subarray(0, -1)) });
    });
    expect(await code(readIdx(gzipSync(images)))).toBe("FORMAT");
    vi.unstubAllGlobals();
  });

  it("reads or refuses every mutated file, typed", { timeout: 600_000 }, async () => {
    const rng = new Rng(1);
    const whole = [images, gzipSync(images), file(14, [1, 1], [0xc0, 4, 0, 0, 0, 0, 0, 0])];
    const found: Record<string, number> = { read: 0, FORMAT: 0 };
    for (let i = 0; i < tries(3000); i++) {
      const said = await code(readIdx(mutated(whole[i % 3], rng), { maxBytes: 2 ** 20 }));
      if (said !== "read" && said !== "FORMAT") throw said as Error;
      found[said]++;
    }
    expect(found.FORMAT).toBeGreaterThan(found.read);
    expect(found.read).toBeGreaterThan(100);
  });
});
