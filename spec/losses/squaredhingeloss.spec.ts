import { describe, expect, it } from "vitest";
import { SquaredHingeLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("SquaredHingeLoss", () => {
  it("is the square of what is missing from the margin; at the margin both it and its slope are 0", () => {
    const loss = new SquaredHingeLoss({ reduction: "none" });
    expect(loss.fprop(of(2, 1, 0.5, -1, 3), of(1, 1, 1, 1, -1)).toArray()).toEqual([0, 0, 0.25, 4, 16]);
    expect(loss.bprop().toArray()).toEqual([0, 0, -1, -4, 8]);
    expect(new SquaredHingeLoss({ margin: 3 }).fprop(of(1), of(1))).toBe(4);
  });

  it("refuses targets that are neither −1 nor 1", () => {
    expect(refusal(() => new SquaredHingeLoss().fprop(of(1), of(0))).code).toBe("TARGET");
  });
});
