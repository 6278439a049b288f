import { describe, expect, it } from "vitest";
import { LPPool1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("LPPool1d", () => {
  it("has the Euclidean length of each window for p = 2", () => {
    const pool = new LPPool1d(2, 2);
    expect([...pool.fprop(Tensor.from([[[3, -4, 0, 5]]])).data]).toEqual([5, 5]);
    expect([...pool.bprop(Tensor.from([[[10, 1]]]).to("float32")).data].map((v) => Math.round(v * 1e5) / 1e5)).toEqual([
      6, -8, 0, 1,
    ]);
  });

  it("has the sum for p = 1, and its slope at 0, too", () => {
    const pool = new LPPool1d(1, 2);
    expect([...pool.fprop(Tensor.from([[[3, -4, 1, -1]]])).data]).toEqual([-1, 0]);
    expect([...pool.bprop(Tensor.from([[[1, 2]]])).data]).toEqual([1, 1, 2, 2]);
  });

  it("has no slope where all of a window is 0", () => {
    const pool = new LPPool1d(2, 2);
    pool.fprop(Tensor.zeros([1, 1, 2]));
    expect([...pool.bprop(Tensor.from([[[1]]])).data]).toEqual([0, 0]);
  });

  it("refuses a norm that is not above 0", () => {
    for (const p of [0, -1, NaN, Infinity, "2"] as never[])
      expect(refusal(() => new LPPool1d(p, 2)).code).toBe("ARGUMENT");
  });
});
