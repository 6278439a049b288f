import { describe, expect, it } from "vitest";
import { Hardtanh, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Hardtanh", () => {
  it("clips to [−1, 1], and lets gradients through strictly inside", () => {
    const hardtanh = new Hardtanh();
    const x = Tensor.from([[-3, -1, -0.5, 0.5, 1, 3]]);
    expect(hardtanh.fprop(x).toArray()).toEqual([[-1, -1, -0.5, 0.5, 1, 1]]);
    expect(hardtanh.bprop(Tensor.from([[1, 1, 2, 3, 1, 1]])).toArray()).toEqual([[0, 0, 2, 3, 0, 0]]);
  });

  it("clips to other bounds, which must be in order", () => {
    expect(new Hardtanh({ minVal: 0, maxVal: 6 }).fprop(Tensor.from([-1, 2, 7])).toArray()).toEqual([0, 2, 6]);
    for (const options of [{ minVal: 1 }, { minVal: 3, maxVal: 2 }, { maxVal: NaN }])
      expect(refusal(() => new Hardtanh(options))).toMatchObject({ code: "ARGUMENT", path: "Hardtanh" });
    expect(String(new Hardtanh({ minVal: 0 }))).toBe("Hardtanh(0, 1)");
  });
});
