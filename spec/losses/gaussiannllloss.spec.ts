import { describe, expect, it } from "vitest";
import { GaussianNLLLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("GaussianNLLLoss", () => {
  it("weighs the squared distance by the variance, and has both gradients", () => {
    const loss = new GaussianNLLLoss();
    expect(loss.fprop([of(3), of(4)], of(1))).toBeCloseTo(0.6931471805599453 + 0.5, 15);
    expect(loss.bprop().map((d) => d.toArray())).toEqual([[0.5], [0]]);
    const full = new GaussianNLLLoss({ full: true }).fprop([of(3), of(1)], of(3));
    expect(full).toBeCloseTo(0.9189385332046727, 15);
  });

  it("takes eps for a variance below it, and still lets it grow", () => {
    const loss = new GaussianNLLLoss({ eps: 0.5 });
    expect(loss.fprop([of(2), of(0)], of(0))).toBeCloseTo((4 / 0.5 - 0.6931471805599453) / 2, 15);
    expect(loss.bprop().map((d) => d.toArray())).toEqual([[4], [-7]]);
  });

  it("refuses a negative variance", () => {
    expect(refusal(() => new GaussianNLLLoss().fprop([of(0), of(-1)], of(0)))).toMatchObject({
      code: "ARGUMENT",
      what: "variance",
    });
  });
});
