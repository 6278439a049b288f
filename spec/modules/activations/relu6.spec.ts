import { describe, expect, it } from "vitest";
import { ReLU6, Tensor } from "../../../index.ts";

describe("ReLU6", () => {
  it("keeps what is between 0 and 6, and its gradient", () => {
    const relu6 = new ReLU6();
    expect(relu6.fprop(Tensor.from([[-2, 0, 3, 6, 7]])).toArray()).toEqual([[0, 0, 3, 6, 6]]);
    expect(relu6.bprop(Tensor.from([[5, 5, 5, 5, 5]])).toArray()).toEqual([[0, 0, 5, 0, 0]]);
  });
});
