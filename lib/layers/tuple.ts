import type { Tensor } from "../tensor.ts";

/** N tensors; as many as there are, where N is not known to the compiler. */
export type Tuple<N extends number, Found extends readonly Tensor[] = readonly []> = number extends N
  ? readonly Tensor[]
  : Found["length"] extends N
    ? Found
    : Tuple<N, readonly [...Found, Tensor]>;

/** The members of a tuple, or what stands alone. */
export function members<T>(x: T | readonly T[]): readonly T[] {
  return Array.isArray(x) ? (x as readonly T[]) : [x as T];
}

/** A tuple of these, but what stands alone as such. */
export function packed<T>(parts: readonly T[]): T | readonly T[] {
  return parts.length === 1 ? parts[0] : parts;
}
