import { describe, expect, it } from "vitest";
import { AvgPool1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("AvgPool1d", () => {
  it("takes the mean of each window, and gives each number its part", () => {
    const pool = new AvgPool1d(2, { stride: 1 });
    expect(pool.fprop(Tensor.from([[[1, 3, 7]]])).toArray()).toEqual([[[2, 5]]]);
    expect(pool.bprop(Tensor.from([[[2, 4]]])).toArray()).toEqual([[[1, 3, 2]]]);
  });

  it("counts the padding, or does not", () => {
    const x = Tensor.from([[[4, 6]]]);
    expect([...new AvgPool1d(2, { padding: 1 }).fprop(x).data]).toEqual([2, 3]);
    expect([...new AvgPool1d(2, { padding: 1, countIncludePad: false }).fprop(x).data]).toEqual([4, 6]);
  });

  it("refuses a padding of more than half a window", () => {
    expect(refusal(() => new AvgPool1d(3, { padding: 2 })).code).toBe("ARGUMENT");
  });
});
