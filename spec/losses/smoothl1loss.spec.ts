import { describe, expect, it } from "vitest";
import { SmoothL1Loss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("SmoothL1Loss", () => {
  const [y, t] = [of(0.5, 2, -3, 1), of(0, 0, 0, 0)];

  it("is a parabola near the target and a distance beyond beta, where the two meet", () => {
    const loss = new SmoothL1Loss({ reduction: "none" });
    expect(loss.fprop(y, t).toArray()).toEqual([0.125, 1.5, 2.5, 0.5]);
    expect(loss.bprop().toArray()).toEqual([0.5, 1, -1, 1]);
    expect(new SmoothL1Loss({ reduction: "sum", beta: 4 }).fprop(y, t)).toBe((0.25 + 4 + 9 + 1) / 8);
  });

  it("is the distance for beta 0", () => {
    const loss = new SmoothL1Loss({ reduction: "none", beta: 0 });
    expect(loss.fprop(of(0, -2), of(0, 0)).toArray()).toEqual([0, 2]);
    expect(loss.bprop().toArray()).toEqual([0, -1]);
  });

  it("refuses a negative beta", () => {
    expect(refusal(() => new SmoothL1Loss({ beta: -1 })).code).toBe("ARGUMENT");
  });
});
