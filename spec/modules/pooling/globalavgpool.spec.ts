import { describe, expect, it } from "vitest";
import { GlobalAvgPool, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("GlobalAvgPool", () => {
  it("takes the mean of every channel, over as many axes as there are", () => {
    const pool = new GlobalAvgPool();
    expect(pool.fprop(Tensor.from([1, 3, 5, 7, 2, 2, 2, 6], [1, 2, 2, 2])).toArray()).toEqual([[4, 3]]);
    expect([...pool.bprop(Tensor.from([[4, 8]])).data]).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(pool.fprop(Tensor.from([[[1, 2, 6]]])).toArray()).toEqual([[3]]);
  });

  it("keeps the axes on demand", () => {
    expect(new GlobalAvgPool({ keepdim: true }).fprop(Tensor.zeros([2, 3, 4, 5])).shape).toEqual([2, 3, 1, 1]);
  });

  it("refuses what has no spatial axes", () => {
    expect(refusal(() => new GlobalAvgPool().fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
  });
});
