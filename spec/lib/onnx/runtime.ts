import * as ort from "onnxruntime-web";
import { Tensor, type AnyModule, type Value } from "../../../index.ts";
import { leaves } from "../../../lib/value.ts";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

/** What onnxruntime makes of these tensors by a file. */
export async function run(file: Uint8Array, x: Value): Promise<Tensor[]> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  try {
    const feeds = leaves(x).map((t, i) => {
      const data = t.dtype === "int32" ? Int32Array.from(t.data) : Float32Array.from(t.data);
      return [
        session.inputNames[i],
        new ort.Tensor(t.dtype === "int32" ? "int32" : "float32", data, [...t.shape]),
      ] as const;
    });
    const y = await session.run(Object.fromEntries(feeds));
    return session.outputNames.map((name) =>
      Tensor.from(Float32Array.from(y[name].data as Float32Array), y[name].dims as number[]),
    );
  } finally {
    await session.release();
  }
}

/** The largest |a − b| / max(1, |b|) of a file's outputs and those of the net. */
export async function distance(file: Uint8Array, net: AnyModule, x: Value): Promise<number> {
  const [found, right] = [await run(file, x), leaves(net.predict(x) as Value)];
  if (found.map((t) => t.shape).join(" | ") !== right.map((t) => t.shape).join(" | "))
    throw new Error(`shapes ${found.map((t) => t.shape).join(" | ")}, not ${right.map((t) => t.shape).join(" | ")}`);
  return Math.max(
    ...found.flatMap((t, k) =>
      [...t.data].map((v, i) =>
        Object.is(v, right[k].data[i]) ? 0 : Math.abs(v - right[k].data[i]) / Math.max(1, Math.abs(right[k].data[i])),
      ),
    ),
  );
}
