import { describe, expect, it } from "vitest";
import { BCEWithLogitsLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("BCEWithLogitsLoss", () => {
  it("is ln 2 at y = 0, with slope σ(y) − t", () => {
    const loss = new BCEWithLogitsLoss({ reduction: "sum" });
    const [y, t] = [Tensor.from(new Float64Array([0, 0])), Tensor.from(new Float64Array([1, 0.25]))];
    expect(loss.fprop(y, t)).toBeCloseTo(2 * 0.6931471805599453, 14);
    expect(loss.bprop().toArray()).toEqual([-0.5, 0.25]);
  });

  it("is finite for every finite logit: |y| where it is wrong, 0 where it is right", () => {
    const loss = new BCEWithLogitsLoss({ reduction: "none" });
    const y = Tensor.from(new Float64Array([1e300, -1e300, 1e300, -1e300]));
    const t = Tensor.from(new Float64Array([0, 1, 1, 0]));
    expect(loss.fprop(y, t).toArray()).toEqual([1e300, 1e300, 0, 0]);
    expect(loss.bprop().data.map(Math.abs)).toEqual(new Float64Array([1, 1, 0, 0]));
  });

  it("weighs the positives, and the columns", () => {
    const [y, t] = [Tensor.zeros([1, 2], "float64"), Tensor.from(new Float64Array([1, 0.5]), [1, 2])];
    const loss = new BCEWithLogitsLoss({ reduction: "none", posWeight: [3, 2], weight: [2, 1] });
    const l = loss.fprop(y, t).data;
    expect(l[0]).toBeCloseTo(6 * 0.6931471805599453, 14);
    expect(l[1]).toBeCloseTo(1.5 * 0.6931471805599453, 14);
    expect(loss.bprop().toArray()).toEqual([[-3, -0.25]]);
    expect(refusal(() => loss.fprop(Tensor.zeros([1, 3]), Tensor.zeros([1, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new BCEWithLogitsLoss({ posWeight: [-1] })).what).toBe("posWeight");
  });
});
