import { checkCount } from "../check.ts";
import { refuse } from "../errors.ts";
import type { DType, Tensor } from "../tensor.ts";
import { gunzip, isGzip, most } from "./gzip.ts";
import { bytesOf, decode, type Kind } from "./numbers.ts";

const kinds: Readonly<Record<number, Kind>> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

/**
 * Reads an IDX file, as MNIST's are, gzipped or not: whole numbers become int32, or what `dtype` says.
 *
 *     const images = await readIdx(bytes, { dtype: "float32" });        [60000, 28, 28], from 0 to 255
 *
 * Strict: whatever is not such a file is refused, and one that would be more than `maxBytes` (1 GiB) unpacked, before
 * anything is allocated for it.
 * @throws FpropError FORMAT; ARGUMENT
 */
export async function readIdx(
  bytes: Uint8Array,
  { dtype, maxBytes = most }: { dtype?: DType; maxBytes?: number } = {},
): Promise<Tensor> {
  if (!(bytes instanceof Uint8Array)) refuse("ARGUMENT", "readIdx", "bytes", "a Uint8Array", bytes);
  checkCount("readIdx", "maxBytes", maxBytes);
  return parsed(isGzip(bytes) ? await gunzip("readIdx", bytes, maxBytes) : bytes, dtype);
}

/** Two zeros, the kind, the number of axes; the size of each in four bytes, the highest first; the numbers, likewise. */
function parsed(bytes: Uint8Array, dtype: DType | undefined): Tensor {
  const wrong = (what: string, expected: string, got: unknown): never =>
    refuse("FORMAT", "readIdx", what, expected, got);
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0)
    wrong("file", "one that begins as IDX files do", `${bytes.length} bytes that do not`);
  const [, , code, axes] = bytes;
  const kind = Object.hasOwn(kinds, code) ? kinds[code] : wrong("type", "8, 9, 11, 12, 13 or 14", `${code}`);
  if (axes === 0) wrong("axes", "at least 1", "0");
  const from = 4 + 4 * axes;
  if (bytes.length < from) wrong("file", `of ${axes} sizes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i));
  let size = 1;
  for (const n of shape) size *= n;
  if (size === 0 || size > 2 ** 31 - 1) wrong("shape", "of 1 to 2³¹ − 1 elements", `[${shape.join(", ")}]`);
  const data = bytes.subarray(from);
  if (data.length !== size * bytesOf(kind)) wrong("data", `of ${size * bytesOf(kind)} bytes`, `${data.length}`);
  return decode(kind, data, shape, {
    little: false,
    ...(dtype === undefined ? {} : { dtype }),
    wrong: (expected, got) => wrong("data", expected, got),
  });
}
