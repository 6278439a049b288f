import { numberBytes, Tensor, type DType } from "../tensor.ts";

/** Numbers as files have them: floats, brain floats, integers with a sign and without, truth values; and their bytes. */
export type Kind = "f8" | "f4" | "f2" | "bf2" | "i8" | "i4" | "i2" | "i1" | "u8" | "u4" | "u2" | "u1" | "b1";

type Get = (view: DataView, at: number, little: boolean) => number;

/** What they are here: integers are int32, and halves widen exactly. */
const kinds: Readonly<Record<Kind, readonly [dtype: DType, bytes: number, get: Get]>> = {
  f8: ["float64", 8, (view, at, little) => view.getFloat64(at, little)],
  f4: ["float32", 4, (view, at, little) => view.getFloat32(at, little)],
  f2: ["float32", 2, (view, at, little) => half(view.getUint16(at, little))],
  bf2: ["float32", 2, (view, at, little) => upper(view.getUint16(at, little))],
  // Of 64 bits all those are exact here that 32 can hold.
  i8: [
    "int32",
    8,
    (view, at, little) =>
      view.getInt32(at + (little ? 4 : 0), little) * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little),
  ],
  i4: ["int32", 4, (view, at, little) => view.getInt32(at, little)],
  i2: ["int32", 2, (view, at, little) => view.getInt16(at, little)],
  i1: ["int32", 1, (view, at) => view.getInt8(at)],
  u8: [
    "int32",
    8,
    (view, at, little) =>
      view.getUint32(at + (little ? 4 : 0), little) * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little),
  ],
  u4: ["int32", 4, (view, at, little) => view.getUint32(at, little)],
  u2: ["int32", 2, (view, at, little) => view.getUint16(at, little)],
  u1: ["int32", 1, (view, at) => view.getUint8(at)],
  b1: ["int32", 1, (view, at) => view.getUint8(at)],
};

export const bytesOf = (kind: Kind): number => kinds[kind][1];

/**
 * The numbers in `bytes`, as many as the shape has, in the type that their kind has here or in `dtype`. What does not fit
 * is told to `wrong`.
 */
export function decode(
  kind: Kind,
  bytes: Uint8Array,
  shape: readonly number[],
  { wrong, little = true, dtype }: { wrong: (expected: string, got: string) => never; little?: boolean; dtype?: DType },
): Tensor {
  const [own, size, get] = kinds[kind];
  const type = dtype ?? own;
  const t = Tensor.zeros(shape, type);
  if (type === own && little && /^[fi][48]$/.test(kind) && kind !== "i8") {
    new Uint8Array(t.data.buffer, t.data.byteOffset, bytes.length).set(bytes);
    return t;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < t.size; i++) {
    const v = get(view, i * size, little);
    if (kind === "b1" && v > 1) wrong("of truth values 0 and 1", `${v} at index ${i}`);
    if (type === "int32" && (v | 0) !== v) wrong("of integers of 32 bits", `another number at index ${i}`);
    t.data[i] = v;
  }
  return t;
}

/** The bytes of a tensor, copied. */
export function encode({ data, size, dtype }: Tensor): Uint8Array {
  const copy = data.slice();
  return new Uint8Array(copy.buffer, copy.byteOffset, size * numberBytes(dtype));
}

/** A float16 as a number, exactly. */
function half(bits: number): number {
  const [sign, exponent, rest] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return rest === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? rest * 2 ** -24 : (1024 + rest) * 2 ** (exponent - 25));
}

const word = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));

/** A bfloat16: the upper half of a float32. */
function upper(bits: number): number {
  word.setUint16(0, bits);
  word.setUint16(2, 0);
  return word.getFloat32(0);
}
