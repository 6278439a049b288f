import { describe, expect, it } from "vitest";
import { Tanhshrink, Tensor } from "../../../index.ts";

describe("Tanhshrink", () => {
  it("is x − tanh x, with slope tanh² x", () => {
    const shrink = new Tanhshrink();
    expect(shrink.fprop(Tensor.from([0, 50, -50])).toArray()).toEqual([0, 49, -49]);
    expect(shrink.bprop(Tensor.from([3, 3, 3])).toArray()).toEqual([0, 3, 3]);
  });

  it("is 1 − 0.7615941559557649 at 1", () => {
    expect(new Tanhshrink().fprop(Tensor.from(new Float64Array([1]))).item()).toBeCloseTo(1 - 0.7615941559557649, 15);
  });
});
