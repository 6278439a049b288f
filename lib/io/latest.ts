import { FpropError } from "../errors.ts";
import { isSealed, type Digest } from "./seal.ts";
import { loadTraining, type Parts } from "./training.ts";

/** What a checkpoint was read from, and what was wrong with the latest where it was the one before. */
export interface Loaded {
  readonly from: string;
  readonly warning: FpropError | undefined;
}

/** Where checkpoints are kept: what is found under a name, and what is said of it where it is not whole. */
export interface Place {
  readonly read: (name: string) => Promise<unknown>;
  readonly digest: Digest;
  readonly lacking: (found: unknown) => string;
}

/**
 * Gives the parts the first of these checkpoints that is whole; undefined where there is none at all, and then nothing has
 * changed.
 * @throws FpropError FORMAT where there are some, but none is whole; what loadTraining refuses
 */
export async function loadLatest(
  names: readonly string[],
  parts: Parts,
  { read, digest, lacking }: Place,
): Promise<Loaded | undefined> {
  let warning: FpropError | undefined;
  for (const from of names) {
    const bytes = await read(from);
    if (bytes instanceof Uint8Array && (await isSealed(bytes, digest))) {
      loadTraining(bytes, parts);
      return { from, warning };
    }
    if (bytes === undefined) continue;
    const complaint = {
      who: "Checkpoint",
      what: from,
      expected: "whole, by its SHA-256",
      got: lacking(bytes),
    } as const;
    warning ??= new FpropError({ code: "FORMAT", ...complaint });
  }
  if (warning !== undefined) throw warning;
  return undefined;
}
