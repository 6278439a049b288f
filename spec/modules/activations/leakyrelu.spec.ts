import { describe, expect, it } from "vitest";
import { LeakyReLU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("LeakyReLU", () => {
  it("multiplies what is not above 0 by its slope, both ways", () => {
    const leaky = new LeakyReLU({ negativeSlope: 0.25 });
    expect(leaky.fprop(Tensor.from([-4, 0, 2])).toArray()).toEqual([-1, 0, 2]);
    expect(leaky.bprop(Tensor.from([8, 8, 8])).toArray()).toEqual([2, 2, 8]);
  });

  it("has a slope of 0.01 by default, and takes any finite one", () => {
    expect(new LeakyReLU().fprop(Tensor.from(new Float64Array([-100]))).item()).toBeCloseTo(-1, 15);
    expect(new LeakyReLU({ negativeSlope: -1 }).fprop(Tensor.from([-3])).item()).toBe(3);
    expect(refusal(() => new LeakyReLU({ negativeSlope: Infinity })).code).toBe("ARGUMENT");
  });
});
