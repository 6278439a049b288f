import { describe, expect, it } from "vitest";
import { MaxPool1d, Tensor } from "../../../index.ts";

describe("MaxPool1d", () => {
  it("takes the largest of each window, and gives it the gradient", () => {
    const pool = new MaxPool1d(2);
    expect(pool.fprop(Tensor.from([[[1, 3, 5, 4, 9]]])).toArray()).toEqual([[[3, 5]]]);
    expect(pool.bprop(Tensor.from([[[1, 2]]])).toArray()).toEqual([[[0, 1, 2, 0, 0]]]);
  });

  it("adds up where windows overlap, and counts padding as −∞", () => {
    const pool = new MaxPool1d(3, { stride: 1, padding: 1 });
    expect(pool.fprop(Tensor.from([[[-4, -1, -2]]])).toArray()).toEqual([[[-1, -1, -1]]]);
    expect(pool.bprop(Tensor.from([[[1, 2, 4]]])).toArray()).toEqual([[[0, 7, 0]]]);
  });

  it("says what it is", () => {
    expect(String(new MaxPool1d(3, { stride: 2, padding: 1, dilation: 2 }))).toBe(
      "MaxPool1d(3, stride 2, padding 1, dilation 2)",
    );
  });
});
