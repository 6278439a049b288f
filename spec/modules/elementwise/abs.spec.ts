import { describe, expect, it } from "vitest";
import { Abs, Tensor } from "../../../index.ts";

describe("Abs", () => {
  it("is |x|, with slope −1, 0 or 1", () => {
    const abs = new Abs();
    expect(abs.fprop(Tensor.from([-2, 0, 3])).toArray()).toEqual([2, 0, 3]);
    expect(abs.bprop(Tensor.from([5, 6, 7])).toArray()).toEqual([-5, 0, 7]);
  });
});
