import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FpropError, Rng, Tensor } from "../../../index.ts";
import { readNpy, writeNpy } from "../../../io.ts";
import { unzip } from "../../../lib/io/zip.ts";
import { mutated, tries } from "../../mutate.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

/** A file of this header and these bytes, of version 1.0. */
function file(
  header: string,
  data: readonly number[] = [],
  { version = [1, 0], length = header.length } = {},
): Uint8Array {
  const size = version[0] === 1 ? [length & 255, length >> 8] : [0, 8, 16, 24].map((k) => (length >>> k) & 255);
  const text = new TextEncoder().encode(header);
  return Uint8Array.from([0x93, 78, 85, 77, 80, 89, ...version, ...size, ...text, ...data]);
}
const header = (shape = "(1,)", descr = "'<f4'", order = "False"): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
const one = [0, 0, 128, 63];

const stored = await unzip(
  "spec",
  readFileSync(join(import.meta.dirname, "../../fixtures/arrays/stored.npz")),
  2 ** 20,
);

describe("npy", () => {
  it.each([...stored])("reads %s, which NumPy wrote, in its shape and order", (name, bytes) => {
    const [descr, order, sizes] = name.replace(".npy", "").split(" ");
    const shape = sizes === "" ? [] : sizes.split(",").map(Number);
    const t = readNpy(bytes);
    expect(t.shape).toEqual(shape);
    const dtype = { f8: "float64", f4: "float32", f2: "float32" }[descr.slice(1)] ?? "int32";
    expect(t.dtype).toBe(dtype);
    const value = {
      f: (i: number) => 1.5 * i - 2,
      i: (i: number) => i - 2,
      u: (i: number) => i,
      b: (i: number) => i % 2,
    };
    const f = value[descr[1] as keyof typeof value];
    expect([...t.data]).toEqual(Array.from({ length: t.size }, (_, i) => f(i)));
    // And is written as NumPy does, byte by byte, where there is one way to.
    if (/^<(f8|f4|i4)$/.test(descr) && order === "C") expect(Buffer.compare(writeNpy(t), bytes)).toBe(0);
  });

  it("comes back with the same bits, from anywhere in memory and into memory of its own", () => {
    const rng = new Rng(1);
    for (const t of [
      drawn([3, 4], () => rng.normal()),
      drawn([2, 1, 5], () => rng.normal()).to("float64"),
      Tensor.from([NaN, -0, Infinity], [3], "float64"),
      Tensor.from([1, -(2 ** 31)], [2], "int32"),
      Tensor.from(3),
    ]) {
      const bytes = writeNpy(t);
      expect(bytes.length % 64).toBe((t.size * (t.dtype === "float64" ? 8 : 4)) % 64);
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      const again = readNpy(shifted.subarray(3));
      shifted.fill(0);
      expect(bits(again)).toBe(bits(t));
    }
  });

  it("takes other versions, quotes and orders of names, and axes without end", () => {
    for (const bytes of [
      file(header(), one, { version: [2, 0] }),
      file(header(), one, { version: [3, 0] }),
      file(`{"shape":(1,),"fortran_order":False,"descr":"<f4"}`, one),
      file(`{'descr' : '<f4' , 'fortran_order':False,\n'shape':( 1 , )}   `, one),
    ])
      expect(readNpy(bytes).toArray()).toEqual([1]);
    expect(readNpy(file(header("(1, 1,)"), one)).shape).toEqual([1, 1]);
    expect(readNpy(file(header("()"), one)).shape).toEqual([]);
    expect(readNpy(file(header("(1,)", "'<f4'", "True"), one)).toArray()).toEqual([1]);
    expect(readNpy(file(header("(1,)", "'<u8'"), [255, 255, 255, 127, 0, 0, 0, 0])).item()).toBe(2 ** 31 - 1);
    expect(readNpy(file(header("(1,)", "'>i8'"), [255, 255, 255, 255, 128, 0, 0, 0])).item()).toBe(-(2 ** 31));
  });

  it.each<readonly [string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["nine bytes", file("").subarray(0, 9)],
    ["another beginning", file(header(), one).map((b, i) => (i === 0 ? 0x92 : b))],
    ["version 0", file(header(), one, { version: [0, 0] })],
    ["version 1.1", file(header(), one, { version: [1, 1] })],
    ["version 4", file(header(), one, { version: [4, 0] })],
    ["version 2 without its length", file("", [], { version: [2, 0] }).subarray(0, 11)],
    ["a header longer than the file", file(header(), one, { length: 1000 })],
    ["a header of 4 GiB", file(header(), one, { version: [2, 0], length: 2 ** 32 - 1 })],
    ["a header beyond the limit", file(`${header().trim()}${" ".repeat(10_000)}`, one)],
    ["no header", file("", one)],
    ["a header that is no dict", file("[1]", one)],
    ["a header that calls", file(`{'descr': '<f4', 'fortran_order': False, 'shape': exit(), }`, one)],
    ["a dict without end", file(header().replace("}", ""), one)],
    ["words behind the dict", file(`${header().trim()} + {}`, one)],
    ["a name too many", file(header().replace("{", "{'x': True, "), one)],
    ["a name too few", file("{'descr': '<f4', 'shape': (1,), }", one)],
    ["a name twice", file(header().replace("{", "{'descr': '<f4', "), one)],
    ["a type that is none", file(header("(1,)", "'<f3'"), one)],
    ["brain floats, which NumPy has not", file(header("(1,)", "'<bf2'"), [0, 0])],
    ["a type without an order", file(header("(1,)", "'f4'"), one)],
    ["a type of the machine's order", file(header("(1,)", "'=f4'"), one)],
    ["an order of one byte", file(header("(1,)", "'<u1'"), [0])],
    ["four bytes without an order", file(header("(1,)", "'|f4'"), one)],
    ["Python's objects", file(header("(1,)", "'|O'"), one)],
    ["texts", file(header("(1,)", "'<U1'"), one)],
    ["complex numbers", file(header("(1,)", "'<c8'"), [...one, ...one])],
    ["records", file(header("(1,)", "[('a', '<f4')]"), one)],
    ["a type that is a truth value", file(header("(1,)", "True"), one)],
    ["an order that is a number", file(header("(1,)", "'<f4'", "0"), one)],
    ["an order that is a word", file(header("(1,)", "'<f4'", "'True'"), one)],
    ["a shape that is a number", file(header("1"), one)],
    ["a shape that is a number in brackets", file(header("(1)"), one)],
    ["a shape of Python 2's numbers", file(header("(1L,)"), one)],
    ["a shape of an octal number", file(header("(01,)"), one)],
    ["a shape of negative sizes", file(header("(-1, -1)"), one)],
    ["a shape of commas", file(header("(,)"), one)],
    ["a shape of two commas", file(header("(1,,)"), one)],
    ["a shape without elements", file(header("(0,)"))],
    ["a shape of 65 axes", file(header(`(${"1, ".repeat(65)})`), one)],
    ["a shape of 2³² elements", file(header("(65536, 65536)"), one)],
    ["a shape beyond numbers", file(header(`(${"9".repeat(400)},)`), one)],
    ["a shape too large for its bytes", file(header("(2,)"), one)],
    ["bytes missing", file(header(), [0, 0])],
    ["bytes behind", file(header(), [...one, 0])],
    ["an integer of 33 bits", file(header("(1,)", "'<i8'"), [0, 0, 0, 128, 0, 0, 0, 0])],
    ["an integer of 64 bits", file(header("(1,)", "'<u8'"), [1, 0, 0, 0, 0, 0, 0, 255])],
    ["an integer of 32 bits without a sign", file(header("(1,)", "'<u4'"), [0, 0, 0, 128])],
    ["a truth value of 2", file(header("(1,)", "'|b1'"), [2])],
  ])("refuses %s", (_, bytes) => {
    expect(refusal(() => readNpy(bytes))).toMatchObject({ code: "FORMAT", path: "readNpy" });
  });

  it("refuses what is no file, and to write what is no tensor", () => {
    expect(refusal(() => readNpy("x" as never))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => writeNpy([1] as never))).toMatchObject({ code: "ARGUMENT" });
  });

  it("reads or refuses every mutated file, typed, and reads only what it would write", () => {
    const rng = new Rng(1);
    const whole = [
      file(header("(2, 3)"), [...one, ...one, ...one, ...one, ...one, ...one]),
      file(header("(2, 2)", "'>i2'", "True"), [0, 1, 0, 2, 0, 3, 0, 4]),
      writeNpy(Tensor.from([1, 2])),
    ];
    const tokens = [
      "{",
      "}",
      "(",
      ")",
      ",",
      ":",
      "'",
      "0",
      "9",
      "-",
      "<f8",
      "|u1",
      "True",
      "False",
      " ",
      "\n",
      "1",
      "L",
    ];
    let [refused, read] = [0, 0];
    for (let i = 0; i < tries(10_000); i++)
      try {
        const t = readNpy(mutated(whole[i % 3], rng, tokens));
        expect(bits(readNpy(writeNpy(t)))).toBe(bits(t));
        read++;
      } catch (error) {
        if (!(error instanceof FpropError && error.code === "FORMAT")) throw error;
        refused++;
      }
    expect(refused).toBeGreaterThan(read);
    expect(read).toBeGreaterThan(100);
  });
});
