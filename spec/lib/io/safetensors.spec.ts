import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FpropError, Linear, Rng, Sequential, Tanh, Tensor } from "../../../index.ts";
import { readSafetensors, writeSafetensors } from "../../../io.ts";
import { duplicateKey } from "../../../lib/io/json.ts";
import { mutated, tries } from "../../mutate.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

/** A file of this header and these bytes. */
function file(header: unknown, data: Uint8Array | readonly number[] = [], length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, length ?? text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
const one = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
const four = [0, 0, 128, 63];

describe("safetensors", () => {
  it("comes back with the same bits, names, order and words", () => {
    const rng = new Rng(1);
    const tensors = {
      z: drawn([2, 3], () => rng.normal()),
      "0.weight": drawn([4], () => rng.normal()).to("float64"),
      __proto: Tensor.from([NaN, -0, Infinity], [3], "float64"),
      "naïve ключ \u{1F40B}": Tensor.from([1, -2], [2, 1], "int32"),
      scalar: Tensor.from(3),
    };
    const bytes = writeSafetensors(tensors, { format: "pt", note: 'with "quotes"\n' });
    const read = readSafetensors(bytes);
    expect(Object.keys(read.tensors)).toEqual(Object.keys(tensors));
    for (const [name, t] of Object.entries(tensors)) expect(bits(read.tensors[name]), name).toBe(bits(t));
    expect(read.metadata).toEqual({ format: "pt", note: 'with "quotes"\n' });
    // From anywhere in memory, and into memory of its own.
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const again = readSafetensors(shifted.subarray(3));
    shifted.fill(0);
    expect(bits(again.tensors.z)).toBe(bits(tensors.z));
  });

  it("has names that objects have, too", () => {
    const bytes = file(
      `{"__proto__":${JSON.stringify(one)},"constructor":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
      [...four, ...four],
    );
    const { tensors } = readSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
    expect(writeSafetensors(tensors)).toEqual(writeSafetensors(readSafetensors(writeSafetensors(tensors)).tensors));
  });

  it.each(["mlp", "training", "optim/updates", "modules/core", "losses/core"])(
    "writes %s, which Python wrote, as the same bytes",
    (name) => {
      const bytes = readFileSync(join(import.meta.dirname, `../../fixtures/${name}.safetensors`));
      const { tensors, metadata } = readSafetensors(bytes);
      expect(Buffer.compare(writeSafetensors(tensors, metadata), bytes)).toBe(0);
    },
  );

  it("carries the weights of a net", () => {
    const make = (seed: number): Sequential<[Linear, Tanh]> =>
      new Sequential(new Linear(3, 2, { rng: new Rng(seed) }), new Tanh());
    const [a, b] = [make(1), make(2)];
    b.loadStateDict(readSafetensors(writeSafetensors(a.stateDict())).tensors);
    expect(bits(b.layers[0].weight.value)).toBe(bits(a.layers[0].weight.value));
  });

  it("widens halves and takes integers of all sizes", () => {
    const of = (dtype: string, data: number[], n: number): number[] => [
      ...readSafetensors(file({ t: { dtype, shape: [n], data_offsets: [0, data.length] } }, data)).tensors.t.data,
    ];
    expect(of("F16", [0, 0x3c, 1, 0, 0, 0xc0, 0xff, 0x7b, 0, 0x7c, 0, 0xfc], 6)).toEqual([
      1,
      2 ** -24,
      -2,
      65504,
      Infinity,
      -Infinity,
    ]);
    expect(of("F16", [1, 0x7c], 1)[0]).toBeNaN();
    expect(of("BF16", [0x80, 0x3f, 0x40, 0xc0, 1, 0], 3)).toEqual([1, -3, 2 ** -133]);
    expect(of("I64", [254, 255, 255, 255, 255, 255, 255, 255, 7, 0, 0, 0, 0, 0, 0, 0], 2)).toEqual([-2, 7]);
    expect(of("I16", [255, 255, 1, 1], 2)).toEqual([-1, 257]);
    expect(of("I8", [128, 127], 2)).toEqual([-128, 127]);
    expect(of("U8", [128, 255], 2)).toEqual([128, 255]);
    expect(of("BOOL", [0, 1], 2)).toEqual([0, 1]);
  });

  it.each<readonly [string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["seven bytes", new Uint8Array(7)],
    ["a header longer than the file", file({ t: one }, four, 1000)],
    ["a header of 2⁵⁶ bytes", Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 1, 123, 125])],
    ["no header", file("")],
    ["a header that starts with a space", file(` ${JSON.stringify({ t: one })}`, four)],
    ["a header that is no JSON", file("{t:1}", four)],
    [
      "a header that is not UTF-8",
      file(JSON.stringify({ t: one }).replace("t", "?"), four).map((b) => (b === 63 ? 255 : b)),
    ],
    ["a header that is an array", file([one], four)],
    ["a header that is null", file("null", four)],
    ["a header nested without end", file("[".repeat(100_000), four)],
    ["a name twice", file(`{"t":${JSON.stringify(one)},"\\u0074":${JSON.stringify(one)}}`, four)],
    ["a field twice", file(`{"t":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}}`, four)],
    ["metadata that is no object", file({ __metadata__: [], t: one }, four)],
    ["metadata of numbers", file({ __metadata__: { a: 1 }, t: one }, four)],
    ["a description that is a number", file({ t: 1 }, four)],
    ["a description with a field too many", file({ t: { ...one, x: 1 } }, four)],
    ["a description with a field too few", file({ t: { dtype: "F32", shape: [1] } }, four)],
    ["a type that is none", file({ t: { ...one, dtype: "F12" } }, four)],
    ["a type of an object's own names", file({ t: { ...one, dtype: "constructor" } }, four)],
    ["a shape that is a number", file({ t: { ...one, shape: 1 } }, four)],
    ["a shape of fractions", file({ t: { ...one, shape: [0.5, 2] } }, four)],
    ["a shape of negative sizes", file({ t: { ...one, shape: [-1, -1] } }, four)],
    ["a shape of −0", file(`{"t":{"dtype":"F32","shape":[-0],"data_offsets":[0,4]}}`, four)],
    ["a shape without elements", file({ t: { dtype: "F32", shape: [0], data_offsets: [0, 0] } })],
    ["a shape that overflows to the right size", file({ t: { ...one, shape: [2 ** 32, 2 ** 32, 1] } }, four)],
    ["a shape of 2⁵³ elements", file({ t: { ...one, shape: [2 ** 53 - 1] } }, four)],
    ["a shape too large for its bytes", file({ t: { ...one, shape: [2] } }, four)],
    ["offsets that are one", file({ t: { ...one, data_offsets: [4] } }, four)],
    ["offsets of strings", file({ t: { ...one, data_offsets: ["0", "4"] } }, four)],
    ["offsets backwards", file({ t: { ...one, data_offsets: [4, 0] } }, four)],
    ["a hole in front", file({ t: { ...one, data_offsets: [4, 8] } }, [...four, ...four])],
    ["a hole between", file({ a: one, b: { ...one, data_offsets: [8, 12] } }, [...four, ...four, ...four])],
    ["an overlap", file({ a: one, b: { ...one, data_offsets: [2, 6] } }, [...four, 0, 0])],
    ["two tensors in one place", file({ a: one, b: one }, four)],
    ["bytes behind the last tensor", file({ t: one }, [...four, 0])],
    ["bytes missing", file({ t: one }, [0, 0])],
    ["bytes without a tensor", file({}, four)],
    [
      "an integer of 33 bits",
      file({ t: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, [0, 0, 0, 128, 0, 0, 0, 0]),
    ],
    ["a truth value of 2", file({ t: { dtype: "BOOL", shape: [1], data_offsets: [0, 1] } }, [2])],
  ])("refuses %s", (_, bytes) => {
    expect(refusal(() => readSafetensors(bytes))).toMatchObject({ code: "FORMAT", path: "safetensors" });
  });

  it("refuses what is no file, and to write what is no tensor", () => {
    expect(refusal(() => readSafetensors("x" as never))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => writeSafetensors(null as never))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => writeSafetensors({ t: 3 as never }))).toMatchObject({ code: "FORMAT" });
    expect(refusal(() => writeSafetensors({ __metadata__: Tensor.from(1) }))).toMatchObject({ code: "FORMAT" });
  });

  it("reads or refuses every mutated file, typed, and reads only what it would write", () => {
    const rng = new Rng(1);
    const whole = writeSafetensors(
      { a: drawn([2, 2], () => rng.normal()), "b.c": Tensor.from([1, 2, 3], [3], "int32"), d: Tensor.from(1) },
      { k: "v" },
    );
    const tokens = ["{", "}", "[", "]", ",", ":", '"', "0", "9", "-", "e", "F32", "I64", "null", "\\u0000", "4", "8"];
    let [refused, read] = [0, 0];
    for (let i = 0; i < tries(10_000); i++) {
      const bytes = mutated(whole, rng, tokens);
      try {
        const { tensors, metadata } = readSafetensors(bytes);
        const again = readSafetensors(writeSafetensors(tensors, metadata));
        expect(bits(Object.values(again.tensors))).toBe(bits(Object.values(tensors)));
        read++;
      } catch (error) {
        if (!(error instanceof FpropError && error.code === "FORMAT")) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(read);
    expect(read).toBeGreaterThan(100);
  });
});

it("duplicateKey finds the first name that stands twice in one object, and only there", () => {
  expect(duplicateKey('{"a":{"b":1},"b":{"a":1},"c":["a","a"]}')).toBeUndefined();
  expect(duplicateKey('{"a":[{"x":1,"y":{"x":2},"x":3}]}')).toBe("x");
  expect(duplicateKey('{"a\\"":"a","\\u0061\\"":","}')).toBe('a"');
  expect(duplicateKey('{"k":"{\\"k\\":1","l":"]"}')).toBeUndefined();
});
