import { Rng, Tensor, type DType, type Value } from "../index.ts";
import { leaves, mapValue } from "../lib/value.ts";

/** All bits of a value, so that −0 is not 0 and a NaN equals itself. */
export function bits(value: Value): string {
  return leaves(value)
    .map(({ data, shape, dtype }) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length * (dtype === "float64" ? 8 : 4));
      return `${dtype} [${shape.join(", ")}] ${Buffer.from(bytes).toString("hex")}`;
    })
    .join("\n");
}

/** A copy of the caller's own, whatever happens to the original. */
export function kept(value: Value): Value {
  return mapValue(value, (t) => t.clone());
}

export function cast(value: Value, dtype: DType): Value {
  return mapValue(value, (t) => (t.dtype === "int32" ? t : t.to(dtype)));
}

export function rows(value: Value, from: number, to: number): Value {
  return mapValue(value, (t) => t.rows(from, to));
}

/** a times every number. */
export function times(value: Value, a: number): Value {
  return mapValue(value, (t) =>
    Tensor.from(
      Float64Array.from(t.data, (v) => a * v),
      t.shape,
    ).to(t.dtype),
  );
}

/** Numbers drawn one by one, float32. */
export function drawn(shape: readonly number[], draw: () => number): Tensor {
  const t = Tensor.zeros(shape);
  for (let i = 0; i < t.size; i++) t.data[i] = draw();
  return t;
}

/** Standard normal numbers in the form of `value` and of its types. */
export function normalLike(value: Value, rng: Rng): Value {
  return mapValue(value, (t) => drawn(t.shape, () => rng.normal()).to(t.dtype));
}

/** The largest |a − b|, relative to the largest |b| of each tensor; Infinity where forms differ or a NaN is met. */
export function distance(a: Value, b: Value): number {
  const [as, bs] = [leaves(a), leaves(b)];
  if (as.length !== bs.length) return Infinity;
  return Math.max(
    ...as.map((x, k) => {
      const y = bs[k];
      if (String(x.shape) !== String(y.shape)) return Infinity;
      const scale = y.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const gap = x.data.reduce((m, v, i) => Math.max(m, Math.abs(v - y.data[i])), 0);
      return gap === 0 ? 0 : Number.isNaN(gap) ? Infinity : gap / scale;
    }),
  );
}
