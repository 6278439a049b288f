import { describe, expect, it } from "vitest";
import { MarginRankingLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("MarginRankingLoss", () => {
  it("is what is missing from the order; at the margin the derivative is 0", () => {
    const loss = new MarginRankingLoss({ reduction: "none" });
    expect(loss.fprop([of(3, 1, 3), of(1, 1, 1)], of(1, 1, -1)).toArray()).toEqual([0, 0, 2]);
    expect(loss.bprop().map((d) => [...d.data].map((v) => v + 0))).toEqual([
      [0, 0, 1],
      [0, 0, -1],
    ]);
    expect(new MarginRankingLoss({ margin: 1 }).fprop([of(2), of(2)], of(1))).toBe(1);
  });

  it("refuses what is no pair, and targets that are neither −1 nor 1", () => {
    const loss = new MarginRankingLoss();
    expect(refusal(() => loss.fprop(of(1) as never, of(1))).code).toBe("SHAPE");
    expect(refusal(() => loss.fprop([of(1), of(1)], of(0))).code).toBe("TARGET");
  });
});
