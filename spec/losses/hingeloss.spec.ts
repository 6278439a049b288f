import { describe, expect, it } from "vitest";
import { HingeLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("HingeLoss", () => {
  const t = Tensor.from([1, 1, 1, -1, -1]);
  const y = Tensor.from([2, 1, 0.5, -2, 3]);

  it("is what is missing from the margin, with slope −t there; at the margin the derivative is 0", () => {
    const loss = new HingeLoss({ reduction: "none" });
    expect(loss.fprop(y, t).toArray()).toEqual([0, 0, 0.5, 0, 4]);
    expect(loss.bprop().toArray()).toEqual([0, 0, -1, 0, 1]);
    expect(new HingeLoss({ reduction: "sum" }).fprop(y, t)).toBe(4.5);
    expect(new HingeLoss({ reduction: "sum", margin: 3 }).fprop(y, t)).toBe(1 + 2 + 2.5 + 1 + 6);
  });

  it("refuses targets that are neither −1 nor 1", () => {
    for (const v of [0, 0.5, NaN])
      expect(refusal(() => new HingeLoss().fprop(Tensor.from([1]), Tensor.from([v]))).code).toBe("TARGET");
  });
});
