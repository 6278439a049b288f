import { describe, expect, it } from "vitest";
import { PoissonNLLLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("PoissonNLLLoss", () => {
  it("takes logarithms of counts, or counts", () => {
    const loss = new PoissonNLLLoss({ reduction: "none" });
    expect(loss.fprop(of(0, 0), of(0, 2)).toArray()).toEqual([1, 1]);
    expect(loss.bprop().toArray()).toEqual([1, -1]);
    const counts = new PoissonNLLLoss({ logInput: false, eps: 0 });
    expect(counts.fprop(of(2), of(2))).toBeCloseTo(2 - 2 * 0.6931471805599453, 15);
    expect(counts.bprop().toArray()).toEqual([0]);
  });

  it("adds Stirling's ln t! where t > 1, on demand", () => {
    const l = new PoissonNLLLoss({ reduction: "none", full: true }).fprop(of(0, 0, 0), of(0, 1, 2)).data;
    expect([l[0], l[1]]).toEqual([1, 1]);
    expect(l[2]).toBeCloseTo(1 + 2 * 0.6931471805599453 - 2 + 1.2655121234846454, 14);
  });

  it("refuses negative counts", () => {
    expect(refusal(() => new PoissonNLLLoss().fprop(of(0), of(-1))).code).toBe("TARGET");
  });
});
