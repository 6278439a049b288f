import { describe, expect, it } from "vitest";
import { BCELoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("BCELoss", () => {
  const y = Tensor.from(new Float64Array([0.5, 0.5]));
  const t = Tensor.from(new Float64Array([1, 0]));

  it("is ln 2 at y = ½, with slope ±2", () => {
    const loss = new BCELoss({ reduction: "sum" });
    expect(loss.fprop(y, t)).toBeCloseTo(2 * 0.6931471805599453, 14);
    expect(loss.bprop().toArray()).toEqual([-2, 2]);
    expect(new BCELoss().fprop(y, t)).toBeCloseTo(0.6931471805599453, 14);
  });

  it("is 0 for a right certainty and 100 for a wrong one, with finite gradients", () => {
    const loss = new BCELoss({ reduction: "none" });
    const certain = Tensor.from([1, 0, 0, 1]);
    const l = loss.fprop(certain, Tensor.from([1, 0, 1, 0])).data.map(Math.abs);
    expect([...l]).toEqual([0, 0, 100, 100]);
    expect(loss.bprop().data.every(Number.isFinite)).toBe(true);
  });

  it("refuses outputs and targets that are no probabilities", () => {
    const loss = new BCELoss();
    expect(refusal(() => loss.fprop(Tensor.from([1.5, 0]), Tensor.from([1, 0])))).toMatchObject({
      code: "ARGUMENT",
      got: "1.5 at index 0",
    });
    expect(refusal(() => loss.fprop(Tensor.from([1, 0]), Tensor.from([1, -1]))).code).toBe("TARGET");
    expect(refusal(() => loss.fprop(Tensor.from([1, NaN]), Tensor.from([1, 1]))).code).toBe("ARGUMENT");
  });
});
