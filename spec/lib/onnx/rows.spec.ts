import { describe, expect, it } from "vitest";
import { toONNX } from "fprop/onnx";
import { Rng, Tensor, type Value } from "../../../index.ts";
import { leaves } from "../../../lib/value.ts";
import { inputOf, modules } from "../../cases.ts";
import { distance } from "./runtime.ts";

// Every module as it stands in the case table: its file and the module agree, or the module is refused for a reason that is
// named here. All rows in a soak test (SOAK=1), else the last of each module and number of inputs.

/** A Basis has functions of its user's own; indices of the largest are not an operation of expressions that ONNX shares. */
const refused: Readonly<Record<string, RegExp>> = {
  "Basis a product and a square, [2, 3, 2]": /^net\.Basis\(2 → 3\): a net for ONNX should be of modules with an exp/,
  "MaxUnpool2d 2":
    /^net\.MaxUnpool2d\(2 × 2\): a net for ONNX should be of modules with an expression, got one without$/,
  "MaxPool2d with indices": /^net: a net for ONNX should be made of operations that ONNX has, got places\(x\)$/,
  "AdaptiveMaxPool2d to 3 × the width":
    /^net: a net for ONNX should be made of operations that ONNX has, got places\(x\)$/,
};

const soak = process.env.SOAK === "1";
const key = (row: (typeof modules)[number]): string => `${row.of} ${row.x.length}`;
const last = new Map(modules.map((row) => [key(row), row]));
const chosen = modules.filter(
  (row) => soak || last.get(key(row)) === row || `${row.of} ${row.how}` in refused || row.how.includes("lengths"),
);

describe("every module", () => {
  it("is among these rows", () => {
    expect(new Set(chosen.map((row) => row.of)).size).toBe(new Set(modules.map((row) => row.of)).size);
    expect(Object.keys(refused).filter((name) => !chosen.some((row) => `${row.of} ${row.how}` === name))).toEqual([]);
  });

  it.each(chosen.map((row) => [`${row.of} ${row.how}`, row] as const))("%s", async (name, row) => {
    const net = row.make(new Rng(1));
    const x = inputOf(row, net) as Value;
    const shapes = leaves(x).map((t) => ["batch", ...t.shape.slice(1)]);
    const exported = (): Uint8Array => toONNX(net, { input: x instanceof Tensor ? shapes[0] : shapes });
    const reason = refused[name] ?? (row.of === "Basis" ? /of modules with an expression/ : undefined);
    if (reason !== undefined) expect(exported).toThrow(reason);
    else expect(await distance(exported(), net, x)).toBeLessThan(1e-5);
  });
});
