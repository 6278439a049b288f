import type { Rng } from "../index.ts";

/** A copy of a file with one to three faults: a byte or a bit changed, the end cut off, something put in, a part twice. */
export function mutated(whole: Uint8Array, rng: Rng, tokens: readonly string[] = []): Uint8Array {
  let bytes = whole.slice();
  for (let n = 1 + rng.integer(3); n > 0; n--) {
    const at = rng.integer(bytes.length);
    const way = rng.integer(5);
    if (way === 0) bytes[at] = rng.integer(256);
    else if (way === 1) bytes = bytes.slice(0, at);
    else if (way === 2) bytes[at] ^= 1 << rng.integer(8);
    else {
      const part = bytes.slice(at, at + 1 + rng.integer(40));
      const token = tokens.length === 0 ? part : new TextEncoder().encode(tokens[rng.integer(tokens.length)]);
      bytes = Uint8Array.from([...bytes.subarray(0, at), ...(way === 3 ? token : part), ...bytes.subarray(at)]);
    }
    if (bytes.length === 0) bytes = new Uint8Array(1);
  }
  return bytes;
}

/** How many files a fuzzing test changes. */
export const tries = (usual: number): number => (process.env.SOAK === "1" ? 200_000 : usual);
