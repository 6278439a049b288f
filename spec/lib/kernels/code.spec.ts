import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decode, encode, walk } from "../../../lib/kernels/code.ts";
import type { Binary } from "../../../lib/kernels/native.ts";

// The binaries as texts: which byte is of which sort, and that all of them come back.

const folder = join(import.meta.dirname, "../../../lib/kernels/binaries");
const families = readdirSync(folder).filter((file) => file !== "worker.ts");

/** A module of one function with this code. */
function moduleOf(...code: number[]): Uint8Array {
  const body = [1, 2, 0x7b, ...code, 0x0b];
  const head = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0];
  return Uint8Array.from([...head, 10, body.length + 2, 1, body.length, ...body]);
}

/** The sort of each byte of the code, as a digit. */
function sortsOf(...code: number[]): string {
  const module = moduleOf(...code);
  let [at, sorts] = [0, ""];
  const step = (sort: number, count: number): number => {
    const from = at;
    do at++;
    while (count > 0 ? at < from + count : module[at - 1] > 127);
    sorts += `${sort}`.repeat(at - from);
    const bytes = module.subarray(from, at);
    return count > 0 ? bytes.at(-1)! : bytes.reduceRight((value, byte) => 128 * value + (byte & 127), 0);
  };
  walk(step, () => at === module.length);
  expect([...decode(encode(module))]).toEqual([...module]);
  expect(sorts.at(-1)).toBe("1");
  return sorts.slice(-1 - code.length, -1);
}

describe("a binary as texts", () => {
  it.each([
    ["local.get", [0x20, 0x85, 0x01], "122"],
    ["i32.const", [0x41, 0xff, 0xff, 0x03], "1333"],
    ["f32.const", [0x43, 0x0b, 0x0b, 0x0b, 0x0b], "14444"],
    ["f64.const", [0x44, 1, 2, 3, 4, 5, 6, 7, 8], "144444444"],
    ["v128.const", [0xfd, 12, ...Array<number>(16).fill(0x20)], "11" + "4".repeat(16)],
    ["block … end", [0x02, 0x40, 0x20, 0, 0x0b], "11121"],
    ["br_table", [0x0e, 2, 0x20, 0x41, 0x0b], "11111"],
    ["i32.load", [0x28, 0x20, 0x0b], "111"],
    ["memory.copy", [0xfc, 10, 0x20, 0x0b], "1111"],
    ["i32.trunc_sat_f32_s", [0xfc, 0, 0x20, 3], "1112"],
    ["v128.load32_lane", [0xfd, 86, 0x20, 0x0b, 0x20], "11111"],
    ["f32x4.extract_lane", [0xfd, 31, 0x20], "111"],
    ["f32x4.add, local.get", [0xfd, 0xe4, 0x01, 0x20, 1], "11112"],
    ["f32x4.relaxed_madd, local.get", [0xfd, 0x85, 0x02, 0x20, 1], "11112"],
  ] as const)("knows what belongs to %s", (_, code, sorts) => {
    expect(sortsOf(...code)).toBe(sorts);
  });

  it("gives every byte back, in letters that a script in a page may have", () => {
    const module = moduleOf(
      ...Array.from({ length: 32 }, (_, i) => [0x44, ...Array.from({ length: 8 }, (_, j) => 8 * i + j)]).flat(),
    );
    const texts = encode(module);
    expect([...decode(texts)]).toEqual([...module]);
    expect(texts.join("")).toMatch(/^[ !#-;=-[\]-~]+$/);
  });

  it.each(families)("%s comes apart into texts and together again", async (file) => {
    const { code } = Object.values((await import(join(folder, file))) as Record<string, Binary<unknown>>)[0];
    expect([...code.subarray(0, 8)]).toEqual([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect([...decode(encode(code))]).toEqual([...code]);
  });
});
