import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { build } from "esbuild";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { heap, kernels, Rng, Tensor, useFusedMultiplyAdd, useThreads } from "../../../index.ts";
import { native } from "../../../lib/kernels/binaries/products.ts";
import { multiplier } from "../../../lib/kernels/multiplier.ts";
import { inChromium, launch } from "../../chromium.ts";
import { refusal } from "../../refusal.ts";
import { beyond, compare, difference, Draw, type Floats } from "./harness.ts";
import { cases } from "./products.ts";

// Products with fused multiply-add. Node 20 has it behind a flag, which can be set while it runs.

const dtypes: readonly Floats[] = ["float32", "float64"];
const rounding = { float32: 1e-3, float64: 1e-11 };

function matrix(rng: Rng, dtype: Floats, rows: number, cols: number): Tensor {
  const t = Tensor.reuse(undefined, dtype, [rows, cols]);
  for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
  return t;
}

/** A B for factors that are the same each time. */
function product(dtype: Floats): Tensor {
  const rng = new Rng(1);
  const [a, b, c] = [matrix(rng, dtype, 50, 600), matrix(rng, dtype, 600, 40), matrix(rng, dtype, 50, 40)];
  kernels.gemmNN(c, a, b, 50, 40, 600);
  return c;
}

afterEach(() => {
  vi.unstubAllGlobals();
  useFusedMultiplyAdd(false);
});

describe("useFusedMultiplyAdd", () => {
  it("refuses an engine without it, and changes nothing", () => {
    const wanted = product("float32");
    const { WebAssembly } = globalThis as unknown as { WebAssembly: object };
    const Module = function refuse(): never {
      throw new Error("no such instruction");
    };
    vi.stubGlobal("WebAssembly", Object.create(WebAssembly, { Module: { value: Module } }));
    const error = refusal(() => useFusedMultiplyAdd());
    expect(error).toMatchObject({ code: "STATE", path: "useFusedMultiplyAdd", what: "engine" });
    expect(error.got).toBe("Error: no such instruction");
    expect(multiplier.binary).toBe(native);
    expect(difference(product("float32").data, wanted.data)).toBeUndefined();
  });

  describe.each(dtypes)("in %s", (dtype) => {
    beforeAll(() => {
      if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
    });

    it.each(Object.entries(cases))("has the numbers of the plain loops for %s", (_, draw) => {
      useFusedMultiplyAdd();
      expect(multiplier.binary).not.toBe(native);
      expect(multiplier.binary.of(dtype)!.gemmWork()).toBeLessThanOrEqual(heap.scratch - heap.work);
      const rng = new Rng(1);
      for (let i = 0; i < 40; i++) {
        const call = draw(new Draw(dtype, false, rng));
        const wrong = compare(call, rng, beyond(rounding[dtype]));
        expect(wrong, `call ${i}, sizes ${call.operands.map((t) => t.size).join(", ")}`).toBeUndefined();
      }
    });

    it("is off by default, and rounds as before when it is off again", () => {
      const wanted = product(dtype);
      useFusedMultiplyAdd();
      const other = product(dtype);
      expect(beyond(rounding[dtype])(other.data, wanted.data)).toBeUndefined();
      useFusedMultiplyAdd();
      expect(difference(product(dtype).data, other.data)).toBeUndefined();
      useFusedMultiplyAdd(false);
      expect(multiplier.binary).toBe(native);
      expect(difference(product(dtype).data, wanted.data)).toBeUndefined();
    });

    it("has the same bits on two threads", async () => {
      useFusedMultiplyAdd();
      const wanted = product(dtype);
      await useThreads(2);
      try {
        expect(difference(product(dtype).data, wanted.data)).toBeUndefined();
        useFusedMultiplyAdd(false);
        expect(difference(product(dtype).data, wanted.data)).toBeDefined();
      } finally {
        await useThreads(1);
      }
    });

    it("gives a row the same bits whatever the batch around it", () => {
      useFusedMultiplyAdd();
      const rng = new Rng(2);
      const [n, k] = [37, 301];
      const [x, weight, whole] = [matrix(rng, dtype, 150, k), matrix(rng, dtype, n, k), matrix(rng, dtype, 150, n)];
      kernels.affineNT(whole, x, weight, undefined, 150, n, k);
      for (const [from, to] of [
        [0, 1],
        [3, 4],
        [149, 150],
        [2, 7],
        [60, 133],
      ]) {
        const part = matrix(rng, dtype, to - from, n);
        kernels.affineNT(part, x.rows(from, to), weight, undefined, to - from, n, k);
        expect(difference(part.data, whole.rows(from, to).data), `rows ${from} … ${to}`).toBeUndefined();
      }
    });
  });
});

inChromium("useFusedMultiplyAdd in Chromium", () => {
  it("has the numbers of the plain loops, and others than the separate operations", async () => {
    const contents = `import { heap, kernels, Rng, Tensor, useFusedMultiplyAdd, useThreads } from "./index.ts";
      const rng = new Rng(1);
      const [m, n, k] = [50, 40, 600];
      const filled = (rows, cols) => Tensor.from(Array.from({ length: rows * cols }, () => rng.normal()), [rows, cols]);
      const [a, b] = [filled(m, k), filled(k, n)];
      const run = () => { const c = Tensor.zeros([m, n]); kernels.gemmNN(c, a, b, m, n, k); return c.data; };
      const separate = run();
      useFusedMultiplyAdd();
      const fused = run();
      const far = (x, y) => Math.max(...x.map((v, i) => Math.abs(v - y[i])));
      const exact = separate.map((_, i) => { let s = 0; for (let p = 0; p < k; p++) s += a.data[((i / n) | 0) * k + p] * b.data[p * n + i % n]; return s; });
      globalThis.found = { separate: far(separate, exact), fused: far(fused, exact), between: far(fused, separate) };`;
    const stdin = { contents, resolveDir: join(import.meta.dirname, "../../.."), loader: "ts" } as const;
    const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "iife", platform: "browser" });
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: outputFiles[0].text });
      const found = await page.evaluate<Record<string, number>>("found");
      expect(found.separate).toBeLessThan(1e-4);
      expect(found.fused).toBeLessThan(1e-4);
      expect(found.between).toBeGreaterThan(0);
    } finally {
      await browser.close();
    }
  });
});
