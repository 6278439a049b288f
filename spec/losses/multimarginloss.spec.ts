import { describe, expect, it } from "vitest";
import { MultiMarginLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("MultiMarginLoss", () => {
  const y = Tensor.from(new Float64Array([0.1, 0.2, 0.4, 0.8]), [1, 4]);
  const t = Tensor.from([3], [1], "int32");

  it("is the mean of what each other class lacks of the margin", () => {
    const loss = new MultiMarginLoss();
    expect(loss.fprop(y, t)).toBeCloseTo(0.325, 15);
    expect(loss.bprop().toArray()).toEqual([[0.25, 0.25, 0.25, -0.75]]);
    expect(new MultiMarginLoss({ p: 2 }).fprop(y, t)).toBeCloseTo((0.09 + 0.16 + 0.36) / 4, 15);
    expect(new MultiMarginLoss({ weight: [1, 1, 1, 2] }).fprop(y, t)).toBeCloseTo(0.65, 15);
  });

  it("is 0 with gradient 0 where the margin is met exactly, and for one class", () => {
    const loss = new MultiMarginLoss({ reduction: "sum" });
    expect(loss.fprop(Tensor.from([[0, 1]]), Tensor.from([1], [1], "int32"))).toBe(0);
    expect(loss.bprop().data.every((d) => d === 0)).toBe(true);
    expect(loss.fprop(Tensor.from([[5]]), Tensor.from([0], [1], "int32"))).toBe(0);
  });

  it("refuses another p, and targets that are no classes", () => {
    expect(refusal(() => new MultiMarginLoss({ p: 3 as 2 })).code).toBe("ARGUMENT");
    expect(refusal(() => new MultiMarginLoss().fprop(y, Tensor.from([-1], [1], "int32"))).code).toBe("TARGET");
  });
});
