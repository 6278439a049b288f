import { Tensor } from "./tensor.ts";

/** What flows between modules: a tensor, or a tuple of such values. */
export type Value = Tensor | readonly Value[];

export function isValue(x: unknown): x is Value {
  return x instanceof Tensor || (Array.isArray(x) && x.every(isValue));
}

/** The tensors of a value, in order. */
export function leaves(value: Value): Tensor[] {
  return value instanceof Tensor ? [value] : value.flatMap(leaves);
}

/** The same structure with `f` of each tensor. */
export function mapValue(value: Value, f: (t: Tensor) => Tensor): Value {
  return value instanceof Tensor ? f(value) : value.map((v) => mapValue(v, f));
}
