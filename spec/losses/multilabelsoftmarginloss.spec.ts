import { describe, expect, it } from "vitest";
import { MultiLabelSoftMarginLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("MultiLabelSoftMarginLoss", () => {
  const [y, t] = [Tensor.zeros([1, 2], "float64"), Tensor.from(new Float64Array([1, 0]), [1, 2])];

  it("is the mean over the classes of ln 2 at y = 0", () => {
    const loss = new MultiLabelSoftMarginLoss();
    expect(loss.fprop(y, t)).toBeCloseTo(0.6931471805599453, 15);
    expect(loss.bprop().toArray()).toEqual([[-0.25, 0.25]]);
  });

  it("weighs the classes, and refuses another number of weights", () => {
    const loss = new MultiLabelSoftMarginLoss({ weight: [4, 0] });
    expect(loss.fprop(y, t)).toBeCloseTo(2 * 0.6931471805599453, 15);
    expect(loss.bprop().toArray()).toEqual([[-1, 0]]);
    expect(refusal(() => new MultiLabelSoftMarginLoss({ weight: [1] }).fprop(y, t)).code).toBe("SHAPE");
  });
});
