import { describe, expect, it } from "vitest";
import { LPPool2d, Tensor } from "../../../index.ts";

describe("LPPool2d", () => {
  it("has the Euclidean length of each window for p = 2", () => {
    const pool = new LPPool2d(2, [2, 1]);
    expect([...pool.fprop(Tensor.from([3, 5, 4, 12], [1, 1, 2, 2])).data]).toEqual([5, 13]);
  });

  it("takes a window over the end for a whole one, of the same mean", () => {
    const pool = new LPPool2d(1, [1, 2], { ceilMode: true });
    expect([...pool.fprop(Tensor.from([3, 5, 4], [1, 1, 1, 3])).data]).toEqual([8, 8]);
  });

  it("says what it is", () => {
    expect(String(new LPPool2d(2, 3, { stride: 2 }))).toBe("LPPool2d(norm 2, 3 × 3, stride 2 × 2)");
  });
});
