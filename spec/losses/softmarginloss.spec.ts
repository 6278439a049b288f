import { describe, expect, it } from "vitest";
import { SoftMarginLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("SoftMarginLoss", () => {
  it("is ln 2 at y = 0, with slope −t / 2, and finite for every logit", () => {
    const loss = new SoftMarginLoss({ reduction: "none" });
    const l = loss.fprop(of(0, 0, -1e300, 1e300), of(1, -1, 1, 1)).data;
    expect(l[0]).toBeCloseTo(0.6931471805599453, 15);
    expect([l[1], l[2], l[3]]).toEqual([l[0], 1e300, 0]);
    expect([...loss.bprop().data].map((d) => d + 0)).toEqual([-0.5, 0.5, -1, 0]);
  });

  it("refuses targets that are neither −1 nor 1", () => {
    expect(refusal(() => new SoftMarginLoss().fprop(of(1), of(0))).code).toBe("TARGET");
  });
});
