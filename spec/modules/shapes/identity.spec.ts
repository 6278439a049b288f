import { describe, expect, it } from "vitest";
import { Identity, Tensor } from "../../../index.ts";

describe("Identity", () => {
  it("returns the very tensors, both ways", () => {
    const identity = new Identity();
    const [x, dy] = [Tensor.from([[1, 2]]), Tensor.from([[3, 4]])];
    expect(identity.fprop(x)).toBe(x);
    expect(identity.bprop(dy)).toBe(dy);
  });
});
