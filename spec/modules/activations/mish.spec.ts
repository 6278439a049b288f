import { describe, expect, it } from "vitest";
import { Mish, Tensor } from "../../../index.ts";

describe("Mish", () => {
  it("is x tanh ln(1 + eˣ): 0.8650983882673103 at 1, and 0 and x far away", () => {
    expect(new Mish().fprop(Tensor.from(new Float64Array([1]))).item()).toBeCloseTo(0.8650983882673103, 15);
    expect(new Mish().fprop(Tensor.from([0, -1e4, 1e4])).toArray()).toEqual([0, -0, 1e4]);
  });

  it("has slope 3/5 at 0, and 0 and 1 far away", () => {
    const mish = new Mish();
    mish.fprop(Tensor.from(new Float64Array([0, -1e4, 1e4])));
    const dx = mish.bprop(Tensor.from(new Float64Array([5, 5, 5])));
    expect(dx.data[0]).toBeCloseTo(3, 15);
    expect([...dx.data.subarray(1)]).toEqual([0, 5]);
  });

  it("keeps its digits on the left, where tanh ln(1 + eˣ) is eˣ", () => {
    const y = new Mish().fprop(Tensor.from(new Float64Array([-30])));
    expect(y.item() / (-30 * Math.exp(-30))).toBeCloseTo(1, 12);
  });
});
