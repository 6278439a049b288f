import { describe, expect, it } from "vitest";
import { AlphaDropout, Rng, Tensor } from "../../../index.ts";
import { drawn } from "../../values.ts";

describe("AlphaDropout", () => {
  it("puts the lowest value of SELU in place of what it drops, in y = a x + b", () => {
    const [p, low] = [0.5, -1.7580993408473766];
    const a = 1 / Math.sqrt((1 - p) * (1 + p * low * low));
    const dropout = new AlphaDropout(p, { rng: new Rng(1) });
    const y = dropout.fprop(Tensor.from([1, 1, 1, 1, 1, 1, 1, 1]));
    const dx = dropout.bprop(Tensor.from([1, 1, 1, 1, 1, 1, 1, 1]));
    const dropped = [...dx.data].filter((v) => v === 0).length;
    expect(dropped).toBeGreaterThan(0);
    expect(dropped).toBeLessThan(8);
    for (const [i, d] of [...dx.data].entries()) {
      expect(d).toBeCloseTo(d === 0 ? 0 : a, 6);
      expect(y.data[i]).toBeCloseTo(a * (d === 0 ? low : 1) - a * p * low, 6);
    }
  });

  it("keeps mean 0 and variance 1", () => {
    const rng = new Rng(2);
    const y = new AlphaDropout(0.3, { rng }).fprop(drawn([40_000], () => rng.normal()));
    const mean = y.data.reduce((s, v) => s + v, 0) / y.size;
    const square = y.data.reduce((s, v) => s + v * v, 0) / y.size;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(square - 1)).toBeLessThan(0.05);
  });

  it("gives 0 with p = 1, and x in evaluation", () => {
    const x = Tensor.from([1, 2]);
    expect([...new AlphaDropout(1).fprop(x).data]).toEqual([0, 0]);
    expect(new AlphaDropout().eval().fprop(x)).toBe(x);
    expect(String(new AlphaDropout())).toBe("AlphaDropout(0.5)");
  });
});
