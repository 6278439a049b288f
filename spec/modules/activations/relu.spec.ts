import { describe, expect, it } from "vitest";
import { ReLU, Tensor } from "../../../index.ts";

describe("ReLU", () => {
  it("keeps what is above 0, and its gradient; at 0 the derivative is 0", () => {
    const relu = new ReLU();
    expect(relu.fprop(Tensor.from([[-2, 0, 3]])).toArray()).toEqual([[0, 0, 3]]);
    expect(relu.bprop(Tensor.from([[5, 6, 7]])).toArray()).toEqual([[0, 0, 7]]);
  });
});
