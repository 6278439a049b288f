import { refuse } from "../errors.ts";

/** A SHA-256 in hexadecimal; browsers have it later, not at once. */
export type Digest = (bytes: Uint8Array) => string | Promise<string>;

/** Where the hash of a file stands in its header, and what stands there while the file is hashed. */
const blank = "0".repeat(64);
const key = '"sha256":"';

/** Words for the header of a file that is to be sealed. */
export const unsealed = { sha256: blank };

/**
 * Puts the SHA-256 of a safetensors file into its header, of the file as it is with zeros in the place of the hash. So it
 * stays a safetensors file, and whoever changes one bit of it is found out.
 */
export async function seal(bytes: Uint8Array, digest: Digest): Promise<Uint8Array> {
  const at = placeOf(bytes);
  if (at === undefined) refuse("ARGUMENT", "seal", "bytes", "a file with a place for its hash", "none");
  const sealed = new Uint8Array(bytes);
  write(sealed, at, await digest(bytes));
  return sealed;
}

/** Whether a file has the hash that stands in it. */
export async function isSealed(bytes: Uint8Array, digest: Digest): Promise<boolean> {
  const at = placeOf(bytes);
  if (at === undefined) return false;
  const plain = new Uint8Array(bytes); // a copy also of a Buffer, whose slice is none
  write(plain, at, blank);
  const hash = await digest(plain);
  return bytes.subarray(at, at + 64).every((byte, i) => byte === hash.charCodeAt(i));
}

/** The first byte of the hash in the header. */
function placeOf(bytes: Uint8Array): number | undefined {
  const end = Math.min(bytes.length, 4096);
  for (let at = 8; at + key.length + 64 < end; at++) {
    let k = 0;
    while (k < key.length && bytes[at + k] === key.charCodeAt(k)) k++;
    if (k === key.length) return at + k;
  }
  return undefined;
}

function write(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < 64; i++) bytes[at + i] = text.charCodeAt(i);
}
