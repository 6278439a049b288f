import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSafetensors } from "fprop/io";
import { fromTorch7, readT7, TorchObject, type T7, type T7Key } from "fprop/torch";
import { FpropError, Rng, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const folder = join(import.meta.dirname, "../../fixtures/torch7");
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
const { tensors: outputs } = readSafetensors(bytesOf("outputs.safetensors"));

/** Parts of files, by hand. */
const int = (n: number): number[] => [...new Uint8Array(Int32Array.of(n).buffer)];
const long = (n: number): number[] => [...new Uint8Array(BigInt64Array.of(BigInt(n)).buffer)];
const double = (n: number): number[] => [...new Uint8Array(Float64Array.of(n).buffer)];
const text = (words: string): number[] => [...int(words.length), ...Array.from(words, (c) => c.charCodeAt(0))];
const string = (words: string): number[] => [...int(2), ...text(words)];
const torch = (index: number, name: string, ...rest: number[][]): number[] => [
  ...int(4),
  ...int(index),
  ...text("V 1"),
  ...text(name),
  ...rest.flat(),
];
const table = (index: number, ...pairs: number[][]): number[] => [
  ...int(3),
  ...int(index),
  ...int(pairs.length / 2),
  ...pairs.flat(),
];
const storage = (index: number, ...values: number[]): number[] =>
  torch(index, "torch.LongStorage", long(values.length), values.flatMap(long));
const tensor = (shape: number[], strides: number[], offset: number, of: number[]): number[] =>
  torch(1, "torch.LongTensor", int(shape.length), [...shape, ...strides, offset].flatMap(long), of);
const read = (...parts: number[][]): T7 => readT7(Uint8Array.from(parts.flat()));

describe("readT7", () => {
  it("reads values of all kinds, parts of storages, and what stands in two places once", () => {
    const all = readT7(bytesOf("values.t7")) as ReadonlyMap<T7Key, T7>;
    expect(all.get("n")).toBe(-1.5);
    expect(all.get("s")).toBe("caf\u{e9}\0");
    expect([all.get("yes"), all.get("no")]).toEqual([true, false]);
    expect([...(all.get("list") as ReadonlyMap<T7Key, T7>)]).toEqual([
      [1, 1],
      [2, "two"],
      [3, undefined],
    ]);
    const part = all.get("part") as Tensor;
    expect([part.dtype, part.shape, [...part.data]]).toEqual(["float32", [2, 3], [1, 5, 9, 2, 6, 10]]);
    expect(all.get("again")).toBe(part);
    expect([...(all.get("long") as Tensor).data]).toEqual([1, -2]);
    expect((all.get("double") as Tensor).data[0]).toBe(0.1);
    expect(all.get("empty")).toBeUndefined();
    expect([...(all.get("sizes") as Tensor).data]).toEqual([3, 4]);
    expect((all.get(7) as ReadonlyMap<T7Key, T7>).get(2)).toBe("by number");
  });

  it("reads what was written before versions were", () => {
    expect(read(int(4), int(1), text("torch.LongStorage"), long(1), long(5))).toEqual(Tensor.from([5], [1], "int32"));
  });

  it.each([
    ["nothing", [[]], "of more than 0 bytes"],
    ["half a number", [int(1), [0, 0]], "of more than 6 bytes"],
    ["an unknown tag", [int(9)], "a tag should be 0 to 5, got 9"],
    ["a function", [int(8), int(1), text("x")], "got a function, which is never run here"],
    ["a function of old", [int(7)], "a function"],
    ["a third truth value", [int(5), int(2)], "0 or 1"],
    ["a string beyond the end", [int(2), int(2 ** 31 - 1)], "a string should be within the file"],
    ["a string of less than nothing", [int(2), int(-1)], "within the file, got of -1"],
    ["a table beyond the end", [int(3), int(1), int(2 ** 30)], "a table should be within the file"],
    ["a table in itself", [table(1, string("a"), [...int(3), ...int(1)])], "number 1 in itself"],
    ["a key twice", [table(1, string("a"), int(0), string("a"), int(0))], "a twice"],
    ["a key that is none", [table(1, double(0).slice(0, 0).concat(int(0)), int(0))], "a key should be"],
    ["NaN for a key", [table(1, [...int(1), ...double(NaN)], int(0))], "NaN twice"],
    ["a class without a name", [int(4), int(1), text("V 1"), text("")], "a class should be a name"],
    ["a class without fields", [torch(1, "nn.Linear", int(0))], "a table of fields"],
    ["a storage beyond the end", [torch(1, "torch.LongStorage", long(2 ** 40))], "a storage should be within the file"],
    [
      "a storage of less than nothing",
      [torch(1, "torch.LongStorage", long(-1))],
      "a storage should be within the file",
    ],
    ["a size beyond a double", [torch(1, "torch.LongStorage", [255, 255, 255, 255, 255, 255, 255, 127])], "below 2⁵³"],
    ["an integer beyond 32 bits", [tensor([1], [1], 1, storage(2, 2 ** 40))], "of 32 bits"],
    ["too many axes", [torch(1, "torch.LongTensor", int(17))], "at most 16 axes"],
    ["a tensor beyond its storage", [tensor([3], [1], 1, storage(2, 1, 2))], "of at most the 2 numbers"],
    ["a tensor that ends beyond it", [tensor([2], [2], 1, storage(2, 1, 2))], "within its storage, got up to 2 of 2"],
    ["a tensor that begins before it", [tensor([1], [1], 0, storage(2, 1, 2))], "within its storage"],
    ["a stride backwards", [tensor([2], [-1], 2, storage(2, 1, 2))], "within its storage"],
    ["many numbers of one", [tensor([2 ** 20], [0], 1, storage(2, 1))], "of at most the 1 numbers"],
    ["a shape of less than nothing", [tensor([-1], [1], 1, storage(2, 1))], "a shape should be of sizes"],
    [
      "a storage of another kind",
      [torch(1, "torch.FloatTensor", int(1), long(1), long(1), long(1), storage(2, 1))],
      "of its kind",
    ],
    [
      "a depth without end",
      [Array.from({ length: 500 }, (_, i) => [...int(3), ...int(i + 1), ...int(1), ...string("a")]).flat()],
      "a deeper one",
    ],
  ])("refuses %s", (_, parts, words) => {
    const found = refusal(() => read(...parts));
    expect(found).toMatchObject({ code: "FORMAT" });
    expect(found.message).toContain(words);
  });

  it("refuses all but bytes", () => expect(() => readT7("x" as never)).toThrow("readT7: bytes should be a Uint8Array"));

  it("reads or refuses whatever comes of a file by chance, and makes nets of it or refuses", () => {
    const rng = new Rng(5);
    const files = ["values", "convolution", "rows", "tables"].map((name) => bytesOf(`${name}.t7`));
    let read = 0;
    for (let i = 0; i < (process.env.SOAK === "1" ? 200_000 : 4000); i++) {
      const file = files[i % files.length];
      const bytes = file.slice(0, rng.integer(8) === 0 ? rng.integer(file.length) : file.length);
      for (let k = rng.integer(4); k >= 0 && bytes.length > 0; k--) {
        const at = rng.integer(bytes.length);
        if (rng.integer(3) === 0) bytes.copyWithin(at, rng.integer(bytes.length), at + 4);
        else bytes[at] = rng.integer(3) === 0 ? rng.integer(256) : rng.integer(9);
      }
      try {
        const object = readT7(bytes);
        read++;
        if (object instanceof TorchObject) fromTorch7(object);
      } catch (error) {
        if (!(error instanceof FpropError) || error.code !== "FORMAT") throw error;
      }
    }
    expect(read).toBeGreaterThan(100);
  });
});

describe("fromTorch7", () => {
  it.each(["convolution", "rows", "tables"])("makes the net of %s, with PyTorch's outputs for it", (name) => {
    const net = fromTorch7(readT7(bytesOf(`${name}.t7`)));
    const [x, y] = [outputs[`${name}/x`], outputs[`${name}/y`]];
    const found = net.predict(x) as Tensor;
    expect(found.shape).toEqual(y.shape);
    expect(found.dtype).toBe(y.dtype);
    const far = Math.max(...[...found.data].map((v, i) => Math.abs(v - y.data[i])));
    expect(far).toBeLessThan(y.dtype === "float64" ? 1e-12 : 1e-5);
  });

  it("takes modules for training or evaluation as they were, and twins for one in two places", () => {
    const rows = fromTorch7(readT7(bytesOf("rows.t7")));
    expect(rows.training).toBe(false);
    const tables = fromTorch7(readT7(bytesOf("tables.t7")));
    expect(tables.training).toBe(true);
    expect(tables.namedParameters().map(([path]) => path)).toEqual(["0.weight", "2.0.0.weight", "2.0.0.bias"]);
  });

  it("refuses what it does not know, and says where", () => {
    const made = (...fields: number[][]): T7 =>
      read(torch(1, "nn.Sequential", table(2, string("modules"), table(3, ...fields))));
    const first = [...int(1), ...double(1)];
    expect(() => fromTorch7(made(first, torch(4, "nn.Mystery", table(5))))).toThrow(
      /^net\.0\.nn\.Mystery: a module should be one of/,
    );
    expect(() => fromTorch7(made(first, torch(4, "nn.Linear", table(5))))).toThrow(
      "net.0.nn.Linear: weight should be a tensor",
    );
    expect(() =>
      fromTorch7(made(first, torch(4, "nn.Dropout", table(5, string("p"), [...int(1), ...double(2)])))),
    ).toThrow(/^net\.0\.nn\.Dropout/);
    expect(() =>
      fromTorch7(made(first, torch(4, "nn.Dropout", table(5, string("v2"), [...int(5), ...int(0)])))),
    ).toThrow("v2 should be true");
    expect(() => fromTorch7(made(first, [...int(1), ...double(1)]))).toThrow(
      "an object should be a module of nn, got number",
    );
    expect(refusal(() => fromTorch7(undefined))).toMatchObject({ code: "FORMAT" });
    // Twenty levels of two places each: a million modules of a few bytes.
    let bomb = torch(100, "nn.Identity", table(101));
    for (let k = 0; k < 20; k++) {
      const again = [...int(4), ...int(k === 0 ? 100 : 200 + 3 * (k - 1))];
      const pair = table(202 + 3 * k, first, bomb, [...int(1), ...double(2)], again);
      bomb = torch(200 + 3 * k, "nn.ConcatTable", table(201 + 3 * k, string("modules"), pair));
    }
    expect(() => fromTorch7(read(bomb))).toThrow("at most 10000 modules");
  });
});
