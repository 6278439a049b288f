import type { Tensor } from "../tensor.ts";

/** N tensors; as many as there are, where N is not known to the compiler. */
export type Tuple<N extends number, Found extends readonly Tensor[] = readonly []> = number extends N
  ? readonly Tensor[]
  : Found["length"] extends N
    ? Found
    : Tuple<N, readonly [...Found, Tensor]>;
