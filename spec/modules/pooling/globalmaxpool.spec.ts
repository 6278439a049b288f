import { describe, expect, it } from "vitest";
import { GlobalMaxPool, Tensor } from "../../../index.ts";

describe("GlobalMaxPool", () => {
  it("takes the largest of every channel; the first of equals has the gradient", () => {
    const pool = new GlobalMaxPool();
    expect(pool.fprop(Tensor.from([1, 7, 5, 7, 2, 2, 2, 1], [1, 2, 2, 2])).toArray()).toEqual([[7, 2]]);
    expect([...pool.bprop(Tensor.from([[4, 8]])).data]).toEqual([0, 4, 0, 0, 8, 0, 0, 0]);
  });

  it("keeps the axes on demand", () => {
    expect(new GlobalMaxPool({ keepdim: true }).fprop(Tensor.zeros([2, 3, 4])).shape).toEqual([2, 3, 1]);
  });
});
