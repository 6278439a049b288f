import { describe, expect, it } from "vitest";
import { Sqrt, Tensor } from "../../../index.ts";

describe("Sqrt", () => {
  it("is √x with slope 1 / 2√x, NaN below 0", () => {
    const sqrt = new Sqrt();
    expect(sqrt.fprop(Tensor.from([4, 0, -1])).toArray()).toEqual([2, 0, NaN]);
    sqrt.fprop(Tensor.from([4]));
    expect(sqrt.bprop(Tensor.from([2])).toArray()).toEqual([0.5]);
  });
});
