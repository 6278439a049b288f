import { describe, expect, it } from "vitest";
import { AdaptiveMaxPool1d, Tensor } from "../../../index.ts";

describe("AdaptiveMaxPool1d", () => {
  it("takes the largest of windows that cover x evenly", () => {
    const pool = new AdaptiveMaxPool1d(2);
    expect([...pool.fprop(Tensor.from([[[1, 5, 2]]])).data]).toEqual([5, 5]);
    expect([...pool.bprop(Tensor.from([[[2, 4]]])).data]).toEqual([0, 6, 0]);
  });
});
