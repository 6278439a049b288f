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

  it("takes one variance for a line, as an axis of 1 or without it, and sums its gradient", () => {
    const [mu, t] = [of(3, 0, 0, 2), of(1, 0, 0, 0)].map((x) => x.reshape([2, 2]));
    for (const shape of [[2, 1], [2]]) {
      const loss = new GaussianNLLLoss({ reduction: "sum" });
      expect(loss.fprop([mu, of(4, 1).reshape(shape)], t)).toBeCloseTo(2 * 0.6931471805599453 + 0.5 + 2, 15);
      const [dmu, dv] = loss.bprop();
      expect(dmu.toArray()).toEqual([
        [0.5, 0],
        [0, 2],
      ]);
      expect(dv.shape).toEqual(shape);
      expect([...dv.data]).toEqual([0.25 - 0.125, 1 - 2]);
    }
    const error = refusal(() => new GaussianNLLLoss().fprop([mu, of(1, 1).reshape([1, 2])], t));
    expect(error.message).toBe("GaussianNLLLoss: variance should be [2, 2] or [2, 1] or [2], got [1, 2]");
  });

  it("refuses a negative variance", () => {
    expect(refusal(() => new GaussianNLLLoss().fprop([of(0), of(-1)], of(0)))).toMatchObject({
      code: "ARGUMENT",
      what: "variance",
    });
  });
});
