import { describe, expect, it } from "vitest";
import { Tanh, Tensor } from "../../../index.ts";

describe("Tanh", () => {
  it("is 0 at 0 with slope 1, odd, and saturates at ±1", () => {
    const tanh = new Tanh();
    expect(tanh.fprop(Tensor.from([[0, 1e4, -1e4]])).toArray()).toEqual([[0, 1, -1]]);
    expect(tanh.bprop(Tensor.from([[3, 3, 3]])).toArray()).toEqual([[3, 0, 0]]);
  });

  it("is 0.7615941559557649 at 1, with slope 1 − y²", () => {
    const tanh = new Tanh();
    const y = tanh.fprop(Tensor.from(new Float64Array([1]))).item();
    expect(y).toBeCloseTo(0.7615941559557649, 15);
    expect(tanh.bprop(Tensor.from(new Float64Array([1]))).item()).toBeCloseTo(0.41997434161402614, 15);
  });
});
