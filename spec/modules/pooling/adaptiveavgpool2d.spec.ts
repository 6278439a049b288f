import { describe, expect, it } from "vitest";
import { AdaptiveAvgPool2d, Tensor } from "../../../index.ts";
import { sizeOf } from "../../../lib/tensor.ts";

describe("AdaptiveAvgPool2d", () => {
  it("has the size that is asked for, or that of x", () => {
    const x = Tensor.from([1, 3, 5, 7, 9, 11], [1, 1, 2, 3]);
    expect([...new AdaptiveAvgPool2d(1).fprop(x).data]).toEqual([6]);
    expect([...new AdaptiveAvgPool2d([1, null]).fprop(x).data]).toEqual([4, 6, 8]);
    expect([...new AdaptiveAvgPool2d(null).fprop(x).data]).toEqual([1, 3, 5, 7, 9, 11]);
  });

  it("follows the size of x", () => {
    const pool = new AdaptiveAvgPool2d([2, 1]);
    for (const shape of [
      [1, 1, 4, 4],
      [1, 1, 2, 8],
      [2, 3, 2, 4],
    ]) {
      const x = Tensor.from([...Array(sizeOf(shape)).keys()], shape);
      expect(pool.fprop(x).toArray()).toEqual(new AdaptiveAvgPool2d([2, 1]).fprop(x).toArray());
    }
  });

  it("says what it is", () => {
    expect(String(new AdaptiveAvgPool2d([7, null]))).toBe("AdaptiveAvgPool2d(7 × as x)");
  });
});
