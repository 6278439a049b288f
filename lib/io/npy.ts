import { refuse } from "../errors.ts";
import * as kernels from "../kernels/index.ts";
import { platform } from "../platform.ts";
import { Tensor } from "../tensor.ts";
import { bytesOf, decode, encode, type Kind } from "./numbers.ts";

/** \x93NUMPY */
const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy's own limit, too. */
const longest = 10_000;
const types: readonly string[] = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"];
const codes = { float32: "<f4", float64: "<f8", int32: "<i4" } as const;

/**
 * Reads an array that `numpy.save` has written, of any version, byte order and order of axes: float16 becomes float32, all
 * integers and truth values int32.
 *
 * Strict: whatever is not such a file is refused, before anything is allocated for it.
 * @throws FpropError FORMAT, also for integers beyond 32 bits, arrays without elements, and arrays of other things
 */
export function readNpy(bytes: Uint8Array): Tensor {
  return parseNpy("readNpy", bytes);
}

/** @internal `readNpy` on behalf of `who`. */
export function parseNpy(who: string, bytes: Uint8Array): Tensor {
  if (!(bytes instanceof Uint8Array)) refuse("ARGUMENT", who, "bytes", "a Uint8Array", bytes);
  const wrong = (what: string, expected: string, got: unknown): never => refuse("FORMAT", who, what, expected, got);
  if (bytes.length < 10 || !magic.every((b, i) => bytes[i] === b))
    wrong("file", "one that begins as .npy files do", `${bytes.length} bytes that do not`);
  const [major, minor] = [bytes[6], bytes[7]];
  if (major < 1 || major > 3 || minor !== 0) wrong("version", "1.0, 2.0 or 3.0", `${major}.${minor}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const from = major === 1 ? 10 : 12;
  if (bytes.length < from) wrong("file", "of a whole header", `${bytes.length} bytes`);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longest) wrong("header", `of at most ${longest} bytes`, `${length}`);
  if (from + length > bytes.length) wrong("header", `within the file of ${bytes.length} bytes`, `${length} bytes long`);

  const { descr, fortran, shape } = header(latin(bytes.subarray(from, from + length)), wrong);
  const kind = descr.slice(1) as Kind;
  if (!types.includes(kind) || !"<>|".includes(descr[0]) || (descr[0] === "|") !== (bytesOf(kind) === 1))
    wrong("descr", `one of ${types.join(", ")} with its byte order`, descr);
  let size = 1;
  for (const n of shape) size *= n;
  if (size === 0) wrong("shape", "of at least one element", `[${shape.join(", ")}]`);
  if (size > 2 ** 31 - 1) wrong("shape", "of at most 2³¹ − 1 elements", `[${shape.join(", ")}]`);
  const data = bytes.subarray(from + length);
  if (data.length !== size * bytesOf(kind)) wrong("data", `of ${size * bytesOf(kind)} bytes`, `${data.length}`);
  const options = {
    little: descr[0] !== ">",
    wrong: (expected: string, got: string): never => wrong("data", expected, got),
  };
  if (!fortran || shape.length < 2) return decode(kind, data, shape, options);
  const turned = decode(kind, data, shape.toReversed(), options);
  const t = Tensor.zeros(shape, turned.dtype);
  kernels.permute(t, turned, [...shape.keys()].reverse());
  return t;
}

/** A file that `numpy.load` reads: the same bytes as `numpy.save` writes of such an array. */
export function writeNpy(tensor: Tensor): Uint8Array {
  if (!(tensor instanceof Tensor)) refuse("ARGUMENT", "writeNpy", "tensor", "a Tensor", tensor);
  const { shape, dtype } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  let text = `{'descr': '${codes[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // NumPy leaves room for the first axis to grow to 21 digits in place, and begins the numbers at a multiple of 64, behind
  // one space at least.
  if (shape.length > 0) text += " ".repeat(21 - `${shape[0]}`.length);
  text += `${" ".repeat(64 - ((11 + text.length) % 64))}\n`;
  const numbers = encode(tensor);
  const file = new Uint8Array(10 + text.length + numbers.length);
  file.set(magic);
  file.set([1, 0, text.length & 255, text.length >> 8], 6);
  file.set(new platform.TextEncoder().encode(text), 10);
  file.set(numbers, 10 + text.length);
  return file;
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/**
 * A dict in Python's words with these three names, each once and in any order, spaces, and a line's end: the grammar is
 * small enough for three patterns. `descr` that is a list, of records, does not match.
 */
function header(text: string, wrong: (what: string, expected: string, got: unknown) => never): Header {
  const found = new Map<string, string>();
  const item =
    /^[ \t\r\n]*(?:'(descr|fortran_order|shape)'|"(descr|fortran_order|shape)")[ \t\r\n]*:[ \t\r\n]*('[^'\\]*'|"[^"\\]*"|True|False|\([\d, \t\r\n]*\))[ \t\r\n]*(,|(?=\}))/;
  let rest = text.startsWith("{") ? text.slice(1) : wrong("header", "a dict in Python's words", text);
  for (let m = item.exec(rest); m !== null; m = item.exec(rest)) {
    const name = m[1] ?? m[2];
    if (found.has(name)) wrong("header", "of names that differ", `${name} twice`);
    found.set(name, m[3]);
    rest = rest.slice(m[0].length);
  }
  if (!/^[ \t\r\n]*\}[ \t\r\n]*$/.test(rest)) wrong("header", "descr, fortran_order and shape in a dict", text);
  const [descr, order, tuple] = ["descr", "fortran_order", "shape"].map((name) => found.get(name) ?? "");
  if (!/^['"]/.test(descr)) wrong("descr", "a type in quotes", descr);
  if (order !== "True" && order !== "False") wrong("fortran_order", "True or False", order);
  // (), (3,), (3, 4) and (3, 4,), in numbers as Python 3 writes them.
  if (
    !/^\([ \t\r\n]*(?:(?:0|[1-9]\d*)[ \t\r\n]*,[ \t\r\n]*(?:(?:0|[1-9]\d*)[ \t\r\n]*(?:,[ \t\r\n]*(?:0|[1-9]\d*)[ \t\r\n]*)*,?[ \t\r\n]*)?)?\)$/.test(
      tuple,
    )
  )
    wrong("shape", "a tuple of whole numbers", tuple);
  const shape = tuple.match(/\d+/g)?.map(Number) ?? [];
  if (shape.length > 64) wrong("shape", "of at most 64 axes", `${shape.length}`);
  return { descr: descr.slice(1, -1), fortran: order === "True", shape };
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
