import type { Reply } from "../model/protocol.ts";

/** What an engine needs of where it is: a worker, or a spec. */
export interface Host {
  post(reply: Reply, transfer: ArrayBuffer[]): void;
  /** Calls back after a turn of the event loop, at least so many milliseconds later. */
  later(call: () => void, milliseconds: number): void;
  now(): number;
}

/** The buffers of all typed arrays in a message, each once: moved to the other side rather than copied. */
export function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) buffersIn(inner, found);
  return [...found];
}
