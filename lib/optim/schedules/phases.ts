import { cos } from "../../math.ts";

/** From `from` at 0 to `to` at 1, along half a wave of a cosine. */
export function cosine(from: number, to: number, part: number): number {
  return to + ((from - to) * (1 + cos(3.141592653589793 * part))) / 2;
}

/** The same along a line. */
export function linear(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
