import { describe, expect, it } from "vitest";
import { BCEWithLogitsLoss, FocalLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("FocalLoss", () => {
  const ln2 = 0.6931471805599453;

  it("weighs ln 2 at y = 0 by alpha and a half to the gamma", () => {
    const l = new FocalLoss({ reduction: "none" }).fprop(of(0, 0), of(1, 0)).data;
    expect(l[0]).toBeCloseTo((0.25 * ln2) / 4, 15);
    expect(l[1]).toBeCloseTo((0.75 * ln2) / 4, 15);
  });

  it("is the cross-entropy without weight and turn", () => {
    const [y, t] = [of(-2, 0.5, 3), of(1, 0, 1)];
    const [a, b] = [new FocalLoss({ alpha: -1, gamma: 0 }), new BCEWithLogitsLoss()];
    expect(a.fprop(y, t)).toBeCloseTo(b.fprop(y, t), 15);
    const [da, db] = [a.bprop(), b.bprop()];
    [...da.data].forEach((d, i) => expect(d).toBeCloseTo(db.data[i], 15));
  });

  it("is finite for every finite logit", () => {
    const loss = new FocalLoss({ reduction: "none", alpha: 0.25, gamma: 0.5 });
    expect(loss.fprop(of(-1e300, 1e300), of(1, 1)).toArray()).toEqual([0.25e300, 0]);
    expect([...loss.bprop().data].map((d) => d + 0)).toEqual([-0.25, 0]);
  });

  it("refuses targets between 0 and 1, and options that make no sense", () => {
    expect(refusal(() => new FocalLoss().fprop(of(1), of(0.5))).code).toBe("TARGET");
    expect(refusal(() => new FocalLoss({ alpha: 2 })).code).toBe("ARGUMENT");
    expect(refusal(() => new FocalLoss({ gamma: -1 })).code).toBe("ARGUMENT");
  });
});
