import { describe, expect, it } from "vitest";
import { AdaptiveMaxPool2d, Tensor } from "../../../index.ts";

describe("AdaptiveMaxPool2d", () => {
  it("takes the largest of windows that cover x evenly, with their places on demand", () => {
    const x = Tensor.from([1, 7, 5, 3, 9, 11], [1, 1, 2, 3]);
    const pool = new AdaptiveMaxPool2d([1, 2], { returnIndices: true });
    const [y, k] = pool.fprop(x);
    expect([[...y.data], [...k.data]]).toEqual([
      [9, 11],
      [4, 5],
    ]);
    expect([...pool.bprop([Tensor.from([1, 2], [1, 1, 1, 2]), k]).data]).toEqual([0, 0, 0, 0, 1, 2]);
  });
});
