import { refuse } from "../errors.ts";
import type { StateDict } from "../module.ts";
import { platform } from "../platform.ts";
import { Tensor } from "../tensor.ts";
import { duplicateKey } from "./json.ts";
import { bytesOf, decode, encode, type Kind } from "./numbers.ts";

/** Named tensors, and words that go with them. */
export interface Safetensors {
  readonly tensors: StateDict;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a file's element types are here. */
const kinds: Readonly<Record<string, Kind>> = {
  F64: "f8",
  F32: "f4",
  F16: "f2",
  BF16: "bf2",
  I64: "i8",
  I32: "i4",
  I16: "i2",
  I8: "i1",
  U8: "u1",
  BOOL: "b1",
};
const names = { float32: "F32", float64: "F64", int32: "I32" } as const;
const longest = 100_000_000;

interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a file in the safetensors format, as PyTorch checkpoints come: the length of the header in 8 bytes, the header in
 * JSON, the numbers, little-endian and without holes.
 *
 *     net.loadStateDict(readSafetensors(bytes).tensors);
 *
 * Strict: whatever is not such a file is refused, before anything is allocated for it. float16 and bfloat16 become
 * float32, all integers int32. The format's own description is that of github.com/huggingface/safetensors.
 * @throws FpropError FORMAT for a file that is none, for integers beyond 32 bits and tensors without elements
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  if (!(bytes instanceof Uint8Array)) refuse("ARGUMENT", "readSafetensors", "bytes", "a Uint8Array", bytes);
  if (bytes.length < 8) wrong("file", "of at least 8 bytes", `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  if (length > longest) wrong("header", `of at most ${longest} bytes`, `${length}`);
  if (8 + length > bytes.length) wrong("header", `within the file of ${bytes.length} bytes`, `${length} bytes long`);
  const header = parsed(bytes.subarray(8, 8 + length));
  const data = bytes.subarray(8 + length);

  const { __metadata__: said = {}, ...rest } = header;
  if (!isObject(said) || !Object.values(said).every((word) => typeof word === "string"))
    wrong("__metadata__", "an object of strings", said);
  const entries = Object.entries(rest)
    .map(([name, value]) => entry(name, value))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of entries) {
    if (from !== end) wrong(`tensor "${name}"`, `at ${end}, where the one before ends`, `${from}`);
    end = to;
  }
  if (end !== data.length) wrong("data", `of ${end} bytes, as the header has it`, `${data.length}`);
  const places = new Map(entries.map((e) => [e.name, tensor(e, data.subarray(e.from, e.to))]));
  return {
    tensors: Object.fromEntries(Object.keys(rest).map((name) => [name, places.get(name)!])),
    metadata: said as Record<string, string>,
  };
}

/**
 * A file in the safetensors format, for `readSafetensors` and for PyTorch: the tensors in the order of their names' first
 * appearance, as float32, float64 or int32.
 * @throws FpropError FORMAT for something that is no tensor, and for a tensor of the name `__metadata__`
 */
export function writeSafetensors(tensors: StateDict, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  if (!isObject(tensors)) refuse("ARGUMENT", "writeSafetensors", "tensors", "an object of tensors by name", tensors);
  const header: Record<string, unknown> = Object.keys(metadata).length === 0 ? {} : { __metadata__: metadata };
  let end = 0;
  const parts = Object.entries(tensors).map(([name, t]) => {
    if (!(t instanceof Tensor)) wrong(`tensor "${name}"`, "a Tensor", t);
    if (name === "__metadata__") wrong("a name", "another than __metadata__", name);
    const from = end;
    end += t.size * bytesOf(kinds[names[t.dtype]]);
    Object.defineProperty(header, name, {
      value: { dtype: names[t.dtype], shape: t.shape, data_offsets: [from, end] },
      enumerable: true,
    });
    return { from, t };
  });
  const text = new platform.TextEncoder().encode(JSON.stringify(header));
  // Spaces fill the header up, so that the numbers start at a multiple of 8.
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + length + end).fill(32, 8 + text.length, 8 + length);
  new DataView(file.buffer).setUint32(0, length, true);
  file.set(text, 8);
  for (const { from, t } of parts) {
    file.set(encode(t), 8 + length + from);
  }
  return file;
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string;
  let header: unknown;
  try {
    text = new platform.TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    wrong("header", "JSON in UTF-8", "something else");
  }
  if (!isObject(header) || !text.startsWith("{")) wrong("header", "a JSON object from its first byte on", header);
  const twice = duplicateKey(text);
  if (twice !== undefined) wrong("header", "of names that differ", `${JSON.stringify(twice)} twice`);
  return header;
}

function entry(name: string, value: unknown): Entry {
  const who = `tensor "${name.length > 60 ? `${name.slice(0, 60)}…` : name}"`;
  if (!isObject(value) || Object.keys(value).sort().join() !== "data_offsets,dtype,shape")
    wrong(who, "described by dtype, shape and data_offsets", value);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(kinds, dtype))
    wrong(`${who} dtype`, `one of ${Object.keys(kinds).join(", ")}`, dtype);
  if (!Array.isArray(shape) || !shape.every(isSize)) wrong(`${who} shape`, "an array of whole sizes", shape);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize) || offsets[0] > offsets[1])
    wrong(`${who} data_offsets`, "two whole numbers, the first not above the second", offsets);
  const [from, to] = offsets as [number, number];
  let size = 1;
  for (const n of shape as number[]) size *= n;
  if (size === 0) wrong(`${who} shape`, "of at least one element", `[${shape.join(", ")}]`);
  if (size > 2 ** 31 - 1) wrong(`${who} shape`, "of at most 2³¹ − 1 elements", `[${shape.join(", ")}]`);
  const bytes = size * bytesOf(kinds[dtype]);
  if (to - from !== bytes) wrong(who, `of ${bytes} bytes, as its dtype and shape have it`, `${to - from}`);
  return { name, kind: dtype, shape: shape as number[], from, to };
}

function tensor({ name, kind, shape }: Entry, bytes: Uint8Array): Tensor {
  return decode(kinds[kind], bytes, shape, { wrong: (expected, got) => wrong(`tensor "${name}"`, expected, got) });
}

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === "object" && x !== null && !Array.isArray(x);
const isSize = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 0 && !Object.is(n, -0);

function wrong(what: string, expected: string, got: unknown): never {
  refuse("FORMAT", "safetensors", what, expected, got);
}
