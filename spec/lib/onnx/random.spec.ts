import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { toONNX } from "fprop/onnx";
import { inputFor, randomNet } from "./nets.ts";
import { distance } from "./runtime.ts";

const folder = join(import.meta.dirname, "../../../.cache/onnx");

it("200 random nets, and onnxruntime, agree on batches of other sizes than they were exported with", async () => {
  mkdirSync(folder, { recursive: true });
  const kinds = new Set<string>();
  for (let k = 0; k < 200; k++) {
    const made = randomNet(k);
    for (const m of made.net.modules()) kinds.add(m.constructor.name);
    const file = toONNX(made.net, { input: ["batch", ...made.shape.slice(1)] });
    // For the checker, which .ci/run asks where it is there.
    writeFileSync(join(folder, `${k}.onnx`), file);
    const far = await distance(file, made.net, inputFor(made, 1 + (k % 5)));
    expect(far, `net ${k}: ${made.net.modules().join(", ")}`).toBeLessThan(1e-5);
  }
  // The nets are as many-sided as they should be.
  expect(kinds.size).toBeGreaterThan(70);
});
