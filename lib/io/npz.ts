import { checkCount } from "../check.ts";
import { refuse } from "../errors.ts";
import type { StateDict } from "../module.ts";
import { platform } from "../platform.ts";
import { Tensor } from "../tensor.ts";
import { most } from "./gzip.ts";
import { parseNpy, writeNpy } from "./npy.ts";
import { unzip, zip } from "./zip.ts";

/**
 * Reads arrays by name that `numpy.savez` or `numpy.savez_compressed` has written, as `readNpy` reads each.
 *
 * Strict: whatever is not such a file is refused, and one that would be more than `maxBytes` (1 GiB) unpacked, or more
 * than its size allows, before anything is allocated for it.
 * @throws FpropError FORMAT; ARGUMENT
 */
export async function readNpz(bytes: Uint8Array, { maxBytes = most }: { maxBytes?: number } = {}): Promise<StateDict> {
  if (!(bytes instanceof Uint8Array)) refuse("ARGUMENT", "readNpz", "bytes", "a Uint8Array", bytes);
  checkCount("readNpz", "maxBytes", maxBytes);
  const files = await unzip("readNpz", bytes, maxBytes);
  return Object.fromEntries(
    [...files].map(([name, data]) => {
      if (!name.endsWith(".npy")) refuse("FORMAT", "readNpz", "an entry", "named ….npy", name);
      return [name.slice(0, -4), parseNpy(`readNpz.${name}`, data)];
    }),
  );
}

/**
 * A file that `numpy.load` reads: the tensors by name, not compressed.
 * @throws FpropError ARGUMENT for something that is no tensor, names beyond 65,000 bytes, and 4 GiB in all
 */
export function writeNpz(tensors: StateDict): Uint8Array {
  if (typeof tensors !== "object" || tensors === null)
    refuse("ARGUMENT", "writeNpz", "tensors", "an object of tensors by name", tensors);
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const [name, t] of Object.entries(tensors)) {
    if (!(t instanceof Tensor)) refuse("ARGUMENT", "writeNpz", `tensor "${name}"`, "a Tensor", t);
    // Half a surrogate pair is no letter, and would come back as another.
    if (!isWhole(name) || new platform.TextEncoder().encode(name).length > 65_000)
      refuse("ARGUMENT", "writeNpz", "a name", "whole letters of at most 65,000 bytes", name);
    total += t.size * 8 + 4 * name.length + 500;
    files.set(`${name}.npy`, new Uint8Array(0));
  }
  if (total >= 2 ** 32 || files.size >= 65_535)
    refuse("ARGUMENT", "writeNpz", "tensors", "fewer than 65,535, below 4 GiB in all", `${files.size}, ${total} bytes`);
  for (const [name, t] of Object.entries(tensors)) files.set(`${name}.npy`, writeNpy(t));
  return zip(files);
}

const isWhole = (name: string): boolean => !/[\uD800-\uDFFF]/u.test(name);
