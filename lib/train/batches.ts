import { FpropError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";

/** Inputs and targets, and where examples count unequally their weights [batch]. */
export type Examples<X, T> = readonly [x: X, t: T, weights?: Tensor];

/** What batches come from: a DataLoader, an array, a generator, whether it has them at once or has to wait for them. */
export type Batches<X, T> = Iterable<Examples<X, T>> | AsyncIterable<Examples<X, T>>;

/** An AbortSignal. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Throws ABORTED, with the signal's reason for its cause. */
export function checkSignal(who: string, signal: Signal | undefined): void {
  if (signal?.aborted !== true) return;
  const complaint = { who, what: "signal", expected: "quiet until the end", got: "an abort" } as const;
  throw new FpropError({ code: "ABORTED", ...complaint }, { cause: signal.reason });
}
