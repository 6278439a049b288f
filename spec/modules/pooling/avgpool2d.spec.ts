import { describe, expect, it } from "vitest";
import { AvgPool2d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("AvgPool2d", () => {
  const x = Tensor.from([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]);

  it("takes the mean of each window, and gives each number its part", () => {
    const pool = new AvgPool2d(2, { stride: 1 });
    expect([...pool.fprop(x).data]).toEqual([3, 4]);
    expect([...pool.bprop(Tensor.from([4, 8], [1, 1, 1, 2])).data]).toEqual([1, 3, 2, 1, 3, 2]);
  });

  it("divides by what it is told to", () => {
    const pool = new AvgPool2d(2, { stride: 1, divisorOverride: 2 });
    expect([...pool.fprop(x).data]).toEqual([6, 8]);
    expect([...pool.bprop(Tensor.from([4, 8], [1, 1, 1, 2])).data]).toEqual([2, 6, 4, 2, 6, 4]);
  });

  it("does not count what lies beyond the padding", () => {
    const pool = new AvgPool2d([1, 2], { ceilMode: true });
    expect([...pool.fprop(x).data]).toEqual([1.5, 3, 4.5, 6]);
  });

  it("refuses to divide by 0", () => {
    expect(refusal(() => new AvgPool2d(2, { divisorOverride: 0 })).code).toBe("ARGUMENT");
    expect(refusal(() => new AvgPool2d(2, { divisorOverride: NaN })).code).toBe("ARGUMENT");
  });
});
