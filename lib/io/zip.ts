import { refuse } from "../errors.ts";
import { platform } from "../platform.ts";
import { inflate } from "./gzip.ts";

/** Words that do not change: what there is in a zip file, by the signature of each part. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names in UTF-8, and how hard deflate has tried. */
const allowed = 0x0806;

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly sum: number;
  readonly packed: number;
  readonly size: number;
  readonly from: number;
}

/**
 * The files in a zip file, by name, in the order of its directory. Entries are stored or deflated, stand one behind the
 * other from the first byte to the directory, with nothing between them and none over another, and have names that differ,
 * and sums that are right; all together are at most `maxBytes` unpacked. Nothing else is read: no comments, no
 * encryption, no sizes behind the data, nothing of 4 GiB.
 * @throws FpropError FORMAT
 */
export async function unzip(who: string, bytes: Uint8Array, maxBytes: number): Promise<Map<string, Uint8Array>> {
  const wrong = (what: string, expected: string, got: unknown): never => refuse("FORMAT", who, what, expected, got);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 22;
  if (end < 0 || view.getUint32(end, true) !== END)
    wrong("file", "one that ends as zip files do", `${bytes.length} bytes that do not`);
  const [count, length, directory] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  if (
    view.getUint32(end + 4, true) !== 0 ||
    view.getUint16(end + 8, true) !== count ||
    view.getUint16(end + 20, true) !== 0
  )
    wrong("zip", "in one piece, without a comment", "another");
  if (directory + length !== end) wrong("directory", `one that ends at ${end}`, `${length} bytes at ${directory}`);

  const entries: Entry[] = [];
  let at = directory;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) wrong("directory", `of ${count} entries`, `${i}`);
    const [n, extra, comment] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    if (at + 46 + n + extra + comment > end) wrong("directory", "within the file", "an entry that is not");
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [sum, packed, size] = [16, 20, 24].map((k) => view.getUint32(at + k, true));
    const name = decoded(bytes.subarray(at + 46, at + 46 + n), flags, wrong);
    const what = `entry ${shown(name)}`;
    if ((flags & ~allowed) !== 0 || view.getUint16(at + 34, true) !== 0 || (method !== 0 && method !== 8))
      wrong(what, "stored or deflated, with its sizes in front", `flags ${flags}, method ${method}`);
    if (method === 0 && packed !== size) wrong(what, `of ${size} bytes`, `${packed}`);
    if (method === 8 && size > 1032 * packed)
      wrong(what, "of at most 1032 times its packed size", `${size} bytes of ${packed}`);
    entries.push({ name, flags, method, sum, packed, size, from: view.getUint32(at + 42, true) });
    at += 46 + n + extra + comment;
  }
  if (at !== end) wrong("directory", `of ${count} entries`, "more");
  const names = new Set(entries.map(({ name }) => name));
  if (names.size < count) wrong("directory", "of names that differ", "one twice");
  const sizes = entries.reduce((s, { size }) => s + size, 0);
  if (sizes > maxBytes) wrong("zip", `of at most ${maxBytes} bytes when unpacked`, `${sizes}`);

  let last = 0;
  const places = new Map<Entry, Uint8Array>();
  for (const entry of [...entries].sort((a, b) => a.from - b.from)) {
    if (entry.from !== last)
      wrong(`entry ${shown(entry.name)}`, `at ${last}, where the one before ends`, `${entry.from}`);
    const from = last + localHeader(bytes, view, entry, directory, wrong);
    last = from + entry.packed;
    if (last > directory) wrong(`entry ${shown(entry.name)}`, "in front of the directory", "one that reaches into it");
    places.set(entry, bytes.subarray(from, last));
  }
  if (last !== directory) wrong("directory", `at ${last}, where the last entry ends`, `${directory}`);

  const files = new Map<string, Uint8Array>();
  for (const [i, { name, method, sum, size }] of entries.entries()) {
    const data = places.get(entries[i])!;
    if (method === 0 && crc32(data) !== sum)
      wrong(`entry ${shown(name)}`, "of the sum that stands in the directory", "another");
    files.set(name, method === 0 ? data : await inflate(who, data, size, sum));
  }
  return files;
}

/** The length of an entry's own header, which must say what the directory does. */
function localHeader(
  bytes: Uint8Array,
  view: DataView,
  { name, flags, method, sum, packed, size, from }: Entry,
  directory: number,
  wrong: (what: string, expected: string, got: unknown) => never,
): number {
  const what = `entry ${shown(name)}`;
  if (from + 30 > directory || view.getUint32(from, true) !== LOCAL)
    wrong(what, "one with a header of its own", "none");
  const [n, extra] = [view.getUint16(from + 26, true), view.getUint16(from + 28, true)];
  const length = 30 + n + extra;
  if (from + length > directory) wrong(what, "in front of the directory", "one that reaches into it");
  let [ownPacked, ownSize] = [view.getUint32(from + 18, true), view.getUint32(from + 22, true)];
  // Fields of four bytes that say "elsewhere": Python writes sizes of eight bytes behind the name, whatever they are.
  for (let at = from + 30 + n; at < from + length;) {
    const size = at + 4 <= from + length ? view.getUint16(at + 2, true) : Infinity;
    if (at + 4 + size > from + length) wrong(what, "of whole fields behind its name", "a part of one");
    if (view.getUint16(at, true) === 1 && size === 16 && ownPacked === 0xffffffff && ownSize === 0xffffffff) {
      const eight = (k: number): number => view.getUint32(k, true) + 2 ** 32 * view.getUint32(k + 4, true);
      [ownSize, ownPacked] = [eight(at + 4), eight(at + 12)];
    }
    at += 4 + size;
  }
  const agrees =
    view.getUint16(from + 6, true) === flags &&
    view.getUint16(from + 8, true) === method &&
    view.getUint32(from + 14, true) === sum &&
    ownPacked === packed &&
    ownSize === size &&
    decoded(bytes.subarray(from + 30, from + 30 + n), flags, wrong) === name;
  if (!agrees) wrong(what, "as the directory has it", "another header in front of it");
  return length;
}

/** A zip file with these files in it, stored as they are, without a date. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries = [...files].map(([name, data]) => ({ name: new platform.TextEncoder().encode(name), data }));
  const sizes = entries.map(({ name, data }) => [30 + name.length + data.length, 46 + name.length] as const);
  const [all, length] = [0, 1].map((k) => sizes.reduce((s, size) => s + size[k], 0));
  const file = new Uint8Array(all + length + 22);
  const view = new DataView(file.buffer);
  let [at, line] = [0, all];
  for (const { name, data } of entries) {
    const from = at;
    const put = (where: number, signature: number): number => {
      const shift = signature === LOCAL ? 0 : 2;
      view.setUint32(where, signature, true);
      if (signature === CENTRAL) view.setUint16(where + 4, 20, true);
      view.setUint16(where + 4 + shift, 20, true);
      view.setUint16(where + 6 + shift, name.every((b) => b < 128) ? 0 : 0x0800, true);
      view.setUint16(where + 12 + shift, 33, true); // the first of January 1980
      view.setUint32(where + 14 + shift, crc32(data), true);
      view.setUint32(where + 18 + shift, data.length, true);
      view.setUint32(where + 22 + shift, data.length, true);
      view.setUint16(where + 26 + shift, name.length, true);
      const fixed = signature === LOCAL ? 30 : 46;
      file.set(name, where + fixed);
      return where + fixed + name.length;
    };
    at = put(at, LOCAL);
    file.set(data, at);
    at += data.length;
    view.setUint32(line + 42, from, true);
    line = put(line, CENTRAL);
  }
  view.setUint32(line, END, true);
  view.setUint16(line + 8, entries.length, true);
  view.setUint16(line + 10, entries.length, true);
  view.setUint32(line + 12, length, true);
  view.setUint32(line + 16, all, true);
  return file;
}

let table: Int32Array | undefined;

/** The sum of zip and gzip (ISO 3309), from 0 to 2³² − 1. */
export function crc32(bytes: Uint8Array): number {
  table ??= Int32Array.from({ length: 256 }, (_, i) => {
    let c = i;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
    return c;
  });
  let c = -1;
  for (let i = 0; i < bytes.length; i++) c = (c >>> 8) ^ table[(c ^ bytes[i]) & 255];
  return ~c >>> 0;
}

function decoded(
  name: Uint8Array,
  flags: number,
  wrong: (what: string, expected: string, got: unknown) => never,
): string {
  if ((flags & 0x0800) === 0 && name.some((b) => b > 127)) wrong("a name", "in UTF-8, and said to be", "another");
  try {
    return new platform.TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return wrong("a name", "in UTF-8", "another");
  }
}

const shown = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
