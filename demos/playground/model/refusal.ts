import { FpropError, type ErrorCode } from "fprop";
import type { Place } from "./places.ts";

/** Beside the library's codes: a link or a configuration that is none, too much of something, and the worker's end. */
export type RefusalCode = ErrorCode | "LINK" | "CONFIGURATION" | "LIMIT" | "WORKER";

/** Why something was not done, in a form that messages between page and worker can carry. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence to show; the library's own where it was the library that refused. */
  readonly message: string;
  /** What of a configuration it is about, and which layer, if it is about one. */
  readonly part?: Part;
  readonly place?: Place;
}

export type Part = "data" | "layers" | "loss" | "regularizer" | "optimizer" | "schedule";

/** A refusal as an error: what every promise of a Trainer, and every function of the model, rejects or throws. */
export class PlaygroundError extends Error implements Refusal {
  override readonly name = "PlaygroundError";
  readonly code: RefusalCode;
  readonly part?: Part;
  readonly place?: Place;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
    this.code = refusal.code;
    if (refusal.part !== undefined) this.part = refusal.part;
    if (refusal.place !== undefined) this.place = refusal.place;
  }
}

/** Throws one. */
export function decline(code: RefusalCode, message: string): never {
  throw new PlaygroundError({ code, message });
}

/** What was thrown, as a refusal; what is neither the library's nor ours is a fault of the program and is thrown again. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof PlaygroundError) {
    const { code, message, part, place } = error;
    return { code, message, ...(part !== undefined && { part }), ...(place !== undefined && { place }) };
  }
  // Of a file's place and of what a constructor says about it, the latter is for readers.
  const said = error instanceof FpropError && error.cause instanceof FpropError ? error.cause : error;
  if (said instanceof FpropError) return { code: said.code, message: said.message };
  throw error;
}

/** What `make` makes; what it refuses is about this part, unless it says that it is about another. */
export function about<T>(part: Part, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new PlaygroundError({ part, ...refusalOf(error) }, { cause: error });
  }
}
