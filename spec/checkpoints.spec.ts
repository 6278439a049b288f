import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Tensor } from "../index.ts";
import { readSafetensors, writeSafetensors } from "../io.ts";
import { nets } from "./nets.ts";
import { refusal } from "./refusal.ts";

// Nets that PyTorch trained for some steps and saved (spec/fixtures/checkpoints.py), and what they made there of an x.

const folder = join(import.meta.dirname, "fixtures/checkpoints");
const file = (name: string): Uint8Array => readFileSync(join(folder, `${name}.safetensors`));
const outputs = readSafetensors(file("outputs")).tensors;

describe.each(Object.entries(nets))("PyTorch's %s", (name, make) => {
  const saved = file(name);
  const { tensors } = readSafetensors(saved);

  it.each([
    ["float32", 1e-5],
    ["float64", 1e-12],
  ] as const)("loads as it is, and gives its outputs in %s", (dtype, tolerance) => {
    const net = make().to(dtype);
    expect(net.loadStateDict(tensors)).toEqual({ missing: [], unexpected: [] });
    const [x, wanted] = [outputs[`${name}/x`], outputs[`${name}/y`]];
    const y = net.predict(x.dtype === "int32" ? x : x.to(dtype)) as Tensor;
    expect(y.shape).toEqual(wanted.shape);
    const largest = wanted.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const error = y.data.reduce((m, v, i) => Math.max(m, Math.abs(v - wanted.data[i])), 0);
    expect(error / largest).toBeLessThan(tolerance);
    expect(largest).toBeGreaterThan(0.1);
  });

  it("goes back under its names, in its order, with the same bits", () => {
    const net = make();
    net.loadStateDict(tensors);
    const bytes = writeSafetensors(net.stateDict());
    const again = readSafetensors(bytes).tensors;
    expect(Object.keys(again)).toEqual(Object.keys(tensors));
    for (const [key, t] of Object.entries(tensors)) {
      expect([again[key].dtype, again[key].shape], key).toEqual([t.dtype, t.shape]);
      expect(again[key].data, key).toEqual(t.data);
    }
    // The same bytes, too, but for the count of batches, of 64 bits there and of 32 here.
    const counts = Object.values(tensors).some((t) => t.dtype === "int32");
    if (!counts) expect(numbers(bytes).equals(numbers(saved))).toBe(true);
  });

  it("is refused, and changes nothing, where a tensor is missing or of another shape", () => {
    const net = make();
    const before = writeSafetensors(net.stateDict());
    const [first] = Object.keys(tensors);
    const { [first]: _, ...rest } = tensors;
    expect(refusal(() => net.loadStateDict(rest)).message).toContain(`missing [${first}]`);
    const last = Object.keys(tensors).at(-1)!;
    const other = { ...tensors, [last]: tensors[first] };
    expect(refusal(() => net.loadStateDict(other))).toMatchObject({ code: "SHAPE", what: `state "${last}"` });
    expect(writeSafetensors(net.stateDict())).toEqual(before);
  });
});

/** What stands behind the header. */
function numbers(bytes: Uint8Array): Buffer {
  const all = Buffer.from(bytes);
  return all.subarray(8 + all.readUInt32LE(0));
}
