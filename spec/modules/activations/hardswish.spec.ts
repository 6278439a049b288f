import { describe, expect, it } from "vitest";
import { Hardswish, Tensor } from "../../../index.ts";

describe("Hardswish", () => {
  it("is 0 below −3, x above 3, and x (x + 3) / 6 between", () => {
    const swish = new Hardswish();
    expect(swish.fprop(Tensor.from([-4, -1.5, 0, 1.5, 3, 4])).toArray()).toEqual([-0, -0.375, 0, 1.125, 3, 4]);
    expect(swish.bprop(Tensor.from([2, 2, 2, 2, 2, 2])).toArray()).toEqual([0, 0, 1, 2, 2, 2]);
  });
});
