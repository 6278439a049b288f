import { readFileSync } from "node:fs";
import { Tensor, type DType } from "../lib/tensor.ts";

/** A file of named tensors: the header's length in 8 bytes, the header in JSON, the numbers (little-endian). */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const dtypes: Readonly<Record<string, DType>> = { F32: "float32", F64: "float64", I32: "int32" };

export function readSafeTensors(path: string): SafeTensors {
  const file = readFileSync(path);
  const start = 8 + Number(file.readBigUInt64LE());
  const header = JSON.parse(file.toString("utf8", 8, start)) as Record<string, Entry>;
  const tensors: Record<string, Tensor> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (dtypes[dtype] === undefined) throw new Error(`${path}: ${name} is of type ${dtype}, which is not read here`);
    const tensor = Tensor.zeros(shape, dtypes[dtype]);
    const [from, to] = data_offsets;
    const { buffer, byteOffset } = tensor.data;
    const bytes = file.copy(new Uint8Array(buffer, byteOffset), 0, start + from, start + to);
    if (bytes !== to - from) throw new Error(`${path}: ${name} has ${to - from} bytes, which do not fit its shape`);
    tensors[name] = tensor;
  }
  return { tensors, metadata: (header.__metadata__ ?? {}) as unknown as Record<string, string> };
}
