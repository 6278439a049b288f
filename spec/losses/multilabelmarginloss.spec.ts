import { describe, expect, it } from "vitest";
import { MultiLabelMarginLoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("MultiLabelMarginLoss", () => {
  const y = Tensor.from(new Float64Array([0.1, 0.2, 0.4, 0.8]), [1, 4]);

  it("compares each class before the −1 with each that does not stand there", () => {
    const loss = new MultiLabelMarginLoss();
    expect(loss.fprop(y, Tensor.from([3, 0, -1, 1], [1, 4], "int32"))).toBeCloseTo(0.85, 15);
    expect(loss.bprop().toArray()).toEqual([[-0.5, 0.5, 0.5, -0.5]]);
  });

  it("is 0 where there is no right class, or no wrong one", () => {
    for (const t of [
      [-1, 0, 0, 0],
      [0, 1, 2, 3],
    ]) {
      const loss = new MultiLabelMarginLoss();
      expect(loss.fprop(y, Tensor.from(t, [1, 4], "int32"))).toBe(0);
      expect(loss.bprop().data.every((d) => d === 0)).toBe(true);
    }
  });

  it("refuses targets that are no classes", () => {
    const t = Tensor.from([4, -1, 0, 0], [1, 4], "int32");
    expect(refusal(() => new MultiLabelMarginLoss().fprop(y, t)).got).toBe("4 at index 0");
  });
});
