import { describe, expect, it } from "vitest";
import { Softsign, Tensor } from "../../../index.ts";

describe("Softsign", () => {
  it("is x / (1 + |x|), with slope 1 / (1 + |x|)²", () => {
    const softsign = new Softsign();
    expect(softsign.fprop(Tensor.from([-3, 0, 1])).toArray()).toEqual([-0.75, 0, 0.5]);
    expect(softsign.bprop(Tensor.from([16, 16, 16])).toArray()).toEqual([1, 16, 4]);
  });
});
