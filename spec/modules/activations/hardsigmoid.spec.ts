import { describe, expect, it } from "vitest";
import { Hardsigmoid, Tensor } from "../../../index.ts";

describe("Hardsigmoid", () => {
  it("is ½ at 0, 0 below −3, 1 above 3, and straight between", () => {
    const sigmoid = new Hardsigmoid();
    expect(sigmoid.fprop(Tensor.from([-4, -3, 0, 1.5, 3, 4])).toArray()).toEqual([0, 0, 0.5, 0.75, 1, 1]);
    expect(sigmoid.bprop(Tensor.from([6, 6, 6, 6, 6, 6])).toArray()).toEqual([0, 0, 1, 1, 0, 0]);
  });
});
