import { describe, expect, it } from "vitest";
import { Rng, SELU, Tensor } from "../../../index.ts";

describe("SELU", () => {
  it("is λ x above 0 and nears −λ α below", () => {
    const selu = new SELU();
    const y = selu.fprop(Tensor.from(new Float64Array([-1000, 0, 1])));
    expect(y.data[0]).toBeCloseTo(-1.7580993408473766, 15);
    expect([...y.data.subarray(1)]).toEqual([0, 1.0507009873554805]);
    expect([...selu.bprop(Tensor.from(new Float64Array([1, 0, 2]))).data]).toEqual([0, 0, 2 * 1.0507009873554805]);
  });

  it("keeps mean 0 and variance 1", () => {
    const rng = new Rng(1);
    const x = Tensor.from(Float64Array.from({ length: 100_000 }, () => rng.normal()));
    const y = new SELU().fprop(x);
    const mean = y.data.reduce((s, v) => s + v, 0) / y.size;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(y.data.reduce((s, v) => s + (v - mean) ** 2, 0) / y.size - 1)).toBeLessThan(0.02);
  });
});
