import { FpropError, type ErrorCode } from "fprop";
import type { Place } from "./places.ts";

/** Beside the library's codes: a link or a configuration that is none, too much of something, and the worker's end. */
export type RefusalCode = ErrorCode | "LINK" | "CONFIGURATION" | "LIMIT" | "WORKER";

/** Why something was not done, in a form that messages between page and worker can carry. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence to show; the library's own where it was the library that refused. */
  readonly message: string;
  /** The layer that it is about, if it is about one. */
  readonly place?: Place;
}

/** A refusal as an error: what every promise of a Trainer, and every function of the model, rejects or throws. */
export class PlaygroundError extends Error implements Refusal {
  override readonly name = "PlaygroundError";
  readonly code: RefusalCode;
  readonly place?: Place;

  constructor({ code, message, place }: Refusal, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    if (place !== undefined) this.place = place;
  }
}

/** Throws one. */
export function decline(code: RefusalCode, message: string, place?: Place): never {
  throw new PlaygroundError({ code, message, ...(place !== undefined && { place }) });
}

/** What was thrown, as a refusal; what is neither the library's nor ours is a fault of the program and is thrown again. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof PlaygroundError) {
    const { code, message, place } = error;
    return { code, message, ...(place !== undefined && { place }) };
  }
  if (error instanceof FpropError) return { code: error.code, message: error.message };
  throw error;
}
