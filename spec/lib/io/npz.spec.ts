import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FpropError, Linear, Rng, Tensor } from "../../../index.ts";
import { readNpz, writeNpy, writeNpz } from "../../../io.ts";
import { crc32, unzip, zip } from "../../../lib/io/zip.ts";
import { mutated, tries } from "../../mutate.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const fixture = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, `../../fixtures/arrays/${name}.npz`));

/** What a promise is refused with. */
async function refused(promise: Promise<unknown>): Promise<FpropError> {
  let error: unknown;
  await promise.catch((e: unknown) => (error = e));
  return refusal(() => {
    if (error !== undefined) throw error as Error;
  });
}

interface Part {
  name?: string;
  data?: Uint8Array;
  method?: number;
  flags?: number;
  size?: number;
  sum?: number;
  /** In the entry's own header. */
  own?: {
    name?: string;
    method?: number;
    flags?: number;
    size?: number;
    packed?: number;
    sum?: number;
    extra?: readonly number[];
  };
  gap?: number;
  at?: number;
  disk?: number;
}
const array = writeNpy(Tensor.from([1, 2, 3]));

/** A zip file by hand, with whatever is wrong with it. */
function made(
  parts: readonly Part[],
  end: {
    count?: number;
    comment?: number;
    at?: number;
    length?: number;
    disk?: number;
    gap?: number;
    tail?: readonly number[];
  } = {},
): Uint8Array {
  const [locals, central]: [number[], number[]] = [[], []];
  const u16 = (v: number): number[] => [v & 255, (v >> 8) & 255];
  const u32 = (v: number): number[] => [...u16(v & 65535), ...u16(v >>> 16)];
  for (const { name = "a.npy", data = array, method = 0, flags = 0, gap = 0, own = {}, ...part } of parts) {
    const packed = method === 8 ? deflateRawSync(data) : data;
    const [size, sum] = [part.size ?? data.length, part.sum ?? crc32(data)];
    locals.push(...Array.from({ length: gap }, () => 0));
    const at = part.at ?? locals.length;
    const text = [...new TextEncoder().encode(name)];
    const extra = own.extra ?? [];
    const ownText = own.name === undefined ? text : [...new TextEncoder().encode(own.name)];
    const ownFlags = own.flags ?? flags;
    locals.push(
      ...u32(0x04034b50),
      ...u16(20),
      ...u16(ownFlags),
      ...u16(own.method ?? method),
      ...u32(0),
      ...u32(own.sum ?? sum),
    );
    locals.push(
      ...u32(own.packed ?? packed.length),
      ...u32(own.size ?? size),
      ...u16(ownText.length),
      ...u16(extra.length),
    );
    locals.push(...ownText, ...extra, ...packed);
    central.push(...u32(0x02014b50), ...u16(20), ...u16(20), ...u16(flags), ...u16(method), ...u32(0), ...u32(sum));
    central.push(
      ...u32(packed.length),
      ...u32(size),
      ...u16(text.length),
      ...u16(0),
      ...u16(0),
      ...u16(part.disk ?? 0),
    );
    central.push(...u16(0), ...u32(0), ...u32(at), ...text);
  }
  const count = end.count ?? parts.length;
  locals.push(...Array.from({ length: end.gap ?? 0 }, () => 0));
  central.push(...(end.tail ?? []));
  return Uint8Array.from([
    ...[...locals, ...central, ...u32(0x06054b50), ...u16(end.disk ?? 0), ...u16(0), ...u16(count), ...u16(count)],
    ...[...u32(end.length ?? central.length), ...u32(end.at ?? locals.length), ...u16(end.comment ?? 0)],
    ...Array.from({ length: end.comment ?? 0 }, () => 65),
  ]);
}
/** Sizes of eight bytes behind the name. */
const eight = (size: number, packed: number): number[] => [
  1,
  0,
  16,
  0,
  size & 255,
  size >> 8,
  0,
  0,
  0,
  0,
  0,
  0,
  packed & 255,
  packed >> 8,
  0,
  0,
  0,
  0,
  0,
  0,
];

describe("npz", () => {
  it("reads what NumPy has stored, and what it has compressed", async () => {
    const [stored, compressed] = [await readNpz(fixture("stored")), await readNpz(fixture("compressed"))];
    expect(Object.keys(stored)).toHaveLength(198);
    expect(Object.keys(compressed)).toEqual(Object.keys(stored));
    expect(bits(Object.values(compressed))).toBe(bits(Object.values(stored)));
    expect(stored["<f4 F 2,3"].toArray()).toEqual([
      [-2, -0.5, 1],
      [2.5, 4, 5.5],
    ]);
  });

  it("comes back with the same bits, names and order", async () => {
    const rng = new Rng(1);
    const tensors = {
      z: drawn([2, 3], () => rng.normal()),
      "0.weight": drawn([4], () => rng.normal()).to("float64"),
      "naïve/ключ \u{1F40B}": Tensor.from([1, -2], [2, 1], "int32"),
      scalar: Tensor.from(3),
    };
    const bytes = writeNpz(tensors);
    expect(writeNpz(tensors)).toEqual(bytes);
    const again = await readNpz(bytes);
    expect(Object.keys(again)).toEqual(Object.keys(tensors));
    expect(bits(Object.values(again))).toBe(bits(Object.values(tensors)));
    expect(await readNpz(writeNpz({}))).toEqual({});
    const linear = new Linear(3, 2, { rng });
    const other = new Linear(3, 2, { rng });
    other.loadStateDict(await readNpz(writeNpz(linear.stateDict())));
    expect(bits(other.weight.value)).toBe(bits(linear.weight.value));
    expect(Object.keys(await readNpz(made([{ name: "__proto__.npy" }])))).toEqual(["__proto__"]);
  });

  it("takes entries in any order, deflated, with sizes of eight bytes", async () => {
    const { length } = array;
    const first = await readNpz(made([{ name: "b.npy", method: 8 }, { name: "a.npy" }]));
    expect(Object.keys(first)).toEqual(["b", "a"]);
    const own = { size: 0xffffffff, packed: 0xffffffff, extra: [99, 0, 1, 0, 7, ...eight(length, length)] };
    expect((await readNpz(made([{ own }]))).a.toArray()).toEqual([1, 2, 3]);
  });

  it.each<readonly [string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["no end", made([{}]).slice(0, -1)],
    ["bytes behind the end", Uint8Array.from([...made([{}]), 0])],
    ["bytes in front", Uint8Array.from([0, ...made([{}])])],
    ["a comment", made([{}], { comment: 3 })],
    ["several disks", made([{}], { disk: 1 })],
    ["an entry on another disk", made([{ disk: 1 }])],
    ["an entry too many in its count", made([{}], { count: 2 })],
    ["an entry too few in its count", made([{}, { name: "b.npy" }], { count: 1 })],
    ["a directory elsewhere", made([{}], { at: 3 })],
    ["a directory of another length", made([{}], { length: 10 })],
    ["a hole in front of the directory", made([{}], { gap: 1 })],
    ["something behind the directory", made([{}], { tail: [1, 2, 3] })],
    ["an entry that is cut off", made([{}], { count: 2, tail: [0x50, 0x4b, 1, 2] })],
    ["a directory beyond the file", made([{}], { at: 2 ** 31, length: 2 ** 31 })],
    ["a directory that is no directory", made([{}]).map((b, i) => (i === 30 + 5 + array.length + 1 ? 0 : b))],
    ["a name twice", made([{}, {}])],
    ["two entries in one place", made([{}, { name: "b.npy", at: 0 }])],
    [
      "an entry within another",
      made([
        { data: Uint8Array.from([...array, ...made([{ name: "b.npy" }])]) },
        { name: "b.npy", at: 35 + array.length },
      ]),
    ],
    ["a hole in front", made([{ gap: 4 }])],
    ["a hole between", made([{}, { name: "b.npy", gap: 1 }])],
    ["an entry behind the directory", made([{ at: 2 ** 31 }])],
    ["an encrypted entry", made([{ flags: 1 }])],
    ["sizes behind the data", made([{ flags: 8 }])],
    ["another method", made([{ method: 9 }])],
    ["a name that is not ASCII and not said to be UTF-8", made([{ name: "ä.npy" }])],
    ["a name that is no UTF-8", made([{ name: "ä.npy", flags: 0x0800 }]).map((b) => (b === 0xc3 ? 0xff : b))],
    ["another name in front", made([{ own: { name: "b.npy" } }])],
    ["another method in front", made([{ own: { method: 8 } }])],
    ["other flags in front", made([{ own: { flags: 2 } }])],
    ["another size in front", made([{ own: { size: 3 } }])],
    ["another packed size in front", made([{ own: { packed: 3 } }])],
    ["another sum in front", made([{ own: { sum: 3 } }])],
    [
      "another size of eight bytes",
      made([{ own: { size: 0xffffffff, packed: 0xffffffff, extra: eight(1, array.length) } }]),
    ],
    ["half a field", made([{ own: { extra: [1, 0, 9] } }])],
    ["a field longer than there is", made([{ own: { extra: [9, 0, 200, 0, 1] } }])],
    ["a wrong sum", made([{ sum: 1 }])],
    ["a wrong sum of what is deflated", made([{ method: 8, sum: 1 }])],
    ["a stored entry of two sizes", made([{ size: 3 }])],
    ["a deflated entry that is larger than it says", made([{ method: 8, size: array.length - 1 }])],
    ["a deflated entry that is smaller than it says", made([{ method: 8, size: array.length + 1 }])],
    ["a bomb by its word", made([{ method: 8, size: 2 ** 30 }])],
    ["deflated data that is none", made([{ method: 8 }]).map((b, i) => (i > 40 && i < 60 ? 255 : b))],
    ["an entry that is no array", made([{ data: new Uint8Array(20) }])],
    ["an entry of another name", made([{ name: "a.txt" }])],
    ["a gzip file", gzipSync(array)],
  ])("refuses %s", async (_, bytes) => {
    const error = await refused(readNpz(bytes));
    expect(error.code).toBe("FORMAT");
    expect(error.path).toMatch(/^readNpz/);
  });

  it("finds bombs and holes before it unpacks anything", async () => {
    const said = async (bytes: Uint8Array): Promise<string> => (await refused(readNpz(bytes))).message;
    expect(await said(made([{ method: 8, size: 2 ** 30 }]))).toMatch(/entry "a.npy" should be of at most 1032 times/);
    expect(await said(made([{}, { name: "b.npy", gap: 1 }]))).toMatch(/entry "b.npy" should be at \d+, where the one/);
  });

  it("finds what hides behind deflated data", async () => {
    const packed = Uint8Array.from([...deflateRawSync(array), 1, 2, 3]);
    const bytes = made([{ data: packed, size: array.length, sum: crc32(array) }]);
    // Deflated, in both headers.
    bytes[8] = 8;
    bytes[30 + 5 + packed.length + 10] = 8;
    expect(await refused(readNpz(bytes))).toMatchObject({ code: "FORMAT", what: "gzip" });
  });

  it("allocates no more than it is told to", async () => {
    const zeros = new Uint8Array(2 ** 22);
    const bytes = made([0, 1, 2].map((i) => ({ name: `${i}.npy`, method: 8, data: zeros })));
    expect(bytes.length).toBeLessThan(20_000);
    expect(await refused(readNpz(bytes, { maxBytes: 3 * 2 ** 22 - 1 }))).toMatchObject({ code: "FORMAT", what: "zip" });
    expect(await refused(readNpz(bytes, { maxBytes: 3 * 2 ** 22 }))).toMatchObject({ path: "readNpz.0.npy" });
    for (const maxBytes of [0, -1, NaN, "1"])
      expect(await refused(readNpz(bytes, { maxBytes: maxBytes as never }))).toMatchObject({ code: "ARGUMENT" });
  });

  it("refuses what is no file, and to write what is no tensor or has no name", async () => {
    expect(await refused(readNpz("x" as never))).toMatchObject({ code: "ARGUMENT" });
    for (const tensors of [null, { a: 1 }, { "\uD800": Tensor.from(1) }, { ["a".repeat(70_000)]: Tensor.from(1) }])
      expect(refusal(() => writeNpz(tensors as never))).toMatchObject({ code: "ARGUMENT", path: "writeNpz" });
  });

  it(
    "reads or refuses every mutated file, typed, and reads only what it would write",
    { timeout: 600_000 },
    async () => {
      const rng = new Rng(1);
      const whole = [
        made([{ method: 8 }, { name: "b.npy" }]),
        writeNpz({ a: Tensor.from([1, 2]) }),
        made([{ method: 8 }]),
      ];
      let [no, read] = [0, 0];
      for (let i = 0; i < tries(3000); i++) {
        const bytes = mutated(whole[i % 3], rng);
        try {
          const tensors = await readNpz(bytes, { maxBytes: 2 ** 20 });
          expect(bits(Object.values(await readNpz(writeNpz(tensors))))).toBe(bits(Object.values(tensors)));
          read++;
        } catch (error) {
          if (!(error instanceof FpropError && error.code === "FORMAT")) throw error;
          no++;
        }
      }
      expect(no).toBeGreaterThan(read);
      expect(read).toBeGreaterThan(20);
    },
  );
});

it("crc32 is the sum that others have", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

it("zip and unzip are each other's way back", async () => {
  const files = new Map([
    ["a", new Uint8Array(0)],
    ["b/ü", Uint8Array.of(1, 2, 3)],
  ]);
  expect(await unzip("spec", zip(files), 100)).toEqual(files);
});
