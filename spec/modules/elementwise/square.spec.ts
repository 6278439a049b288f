import { describe, expect, it } from "vitest";
import { Square, Tensor } from "../../../index.ts";

describe("Square", () => {
  it("is x² with slope 2x", () => {
    const square = new Square();
    expect(square.fprop(Tensor.from([-3, 0, 2])).toArray()).toEqual([9, 0, 4]);
    expect(square.bprop(Tensor.from([1, 1, 5])).toArray()).toEqual([-6, 0, 20]);
  });
});
