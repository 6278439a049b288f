import { describe, expect, it } from "vitest";
import { HuberLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("HuberLoss", () => {
  it("is a parabola near the target and a line of slope delta beyond it", () => {
    const loss = new HuberLoss({ reduction: "none", delta: 2 });
    expect(loss.fprop(of(1, 3, -2), of(0, 0, 0)).toArray()).toEqual([0.5, 4, 2]);
    expect(loss.bprop().toArray()).toEqual([1, 2, -2]);
  });

  it("refuses a delta that is not above 0", () => {
    expect(refusal(() => new HuberLoss({ delta: 0 })).code).toBe("ARGUMENT");
  });
});
