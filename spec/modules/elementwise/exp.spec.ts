import { describe, expect, it } from "vitest";
import { Exp, Tensor } from "../../../index.ts";

describe("Exp", () => {
  it("is its own slope", () => {
    const exp = new Exp();
    expect(exp.fprop(Tensor.from([0, -1000, 1000])).toArray()).toEqual([1, 0, Infinity]);
    const y = exp.fprop(Tensor.from(new Float64Array([1])));
    expect(y.item()).toBeCloseTo(Math.E, 14);
    expect(exp.bprop(Tensor.from(new Float64Array([2]))).item()).toBe(2 * y.item());
  });
});
