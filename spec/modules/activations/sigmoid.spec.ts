import { describe, expect, it } from "vitest";
import { Sigmoid, Tensor } from "../../../index.ts";

describe("Sigmoid", () => {
  it("is ½ at 0 with slope ¼, and saturates without overflow", () => {
    const sigmoid = new Sigmoid();
    expect(sigmoid.fprop(Tensor.from([[0, 1e4, -1e4]])).toArray()).toEqual([[0.5, 1, 0]]);
    expect(sigmoid.bprop(Tensor.from([[8, 8, 8]])).toArray()).toEqual([[2, 0, 0]]);
  });

  it("is 0.7310585786300049 at 1", () => {
    expect(new Sigmoid().fprop(Tensor.from(new Float64Array([1]))).item()).toBeCloseTo(0.7310585786300049, 15);
  });
});
