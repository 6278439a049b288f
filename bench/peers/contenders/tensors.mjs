// The numbers of a safetensors file by their names: eight bytes with the length of a JSON header, the header, the data.
import { readFileSync } from "node:fs";

export function readTensors(path) {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString("utf8", 8, start));
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const part = new Uint8Array(bytes.subarray(start + from, start + to)).buffer; // a copy, so that it is aligned
        return [name, { shape, data: dtype === "I32" ? new Int32Array(part) : new Float32Array(part) }];
      },
    ),
  );
}

/** A workload's file: `weights.…` in their order, and the batches `x.0`, `t.0`, `x.1`, … */
export function readData(path) {
  const all = readTensors(path);
  const names = Object.keys(all).filter((name) => name.startsWith("weights."));
  return {
    weights: Object.fromEntries(names.map((name) => [name.slice("weights.".length), all[name]])),
    batches: Object.keys(all)
      .filter((name) => name.startsWith("x."))
      .map((x, i) => ({ x: all[x], t: all[`t.${i}`] })),
  };
}
