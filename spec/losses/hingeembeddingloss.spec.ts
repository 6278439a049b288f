import { describe, expect, it } from "vitest";
import { HingeEmbeddingLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("HingeEmbeddingLoss", () => {
  it("is the distance of what belongs together, and what is missing from the margin for the rest", () => {
    const loss = new HingeEmbeddingLoss({ reduction: "none" });
    expect(loss.fprop(of(0.25, 0.25, 1, 2), of(1, -1, -1, -1)).toArray()).toEqual([0.25, 0.75, 0, 0]);
    expect(loss.bprop().toArray()).toEqual([1, -1, 0, 0]);
  });

  it("refuses targets that are neither −1 nor 1", () => {
    expect(refusal(() => new HingeEmbeddingLoss().fprop(of(1), of(0.5))).code).toBe("TARGET");
  });
});
