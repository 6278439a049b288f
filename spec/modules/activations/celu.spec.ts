import { describe, expect, it } from "vitest";
import { CELU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("CELU", () => {
  it("is x above 0 and nears −α below, with slope 1 on both sides of 0", () => {
    const celu = new CELU({ alpha: 0.5 });
    expect(celu.fprop(Tensor.from([-1e30, 0, 3])).toArray()).toEqual([-0.5, 0, 3]);
    expect(celu.bprop(Tensor.from([1, 4, 5])).toArray()).toEqual([0, 4, 5]);
  });

  it("is α (e⁻¹ − 1) at −α", () => {
    const y = new CELU({ alpha: 3 }).fprop(Tensor.from(new Float64Array([-3])));
    expect(y.item()).toBeCloseTo(3 * (1 / Math.E - 1), 14);
  });

  it("refuses α = 0", () => {
    expect(refusal(() => new CELU({ alpha: 0 }))).toMatchObject({ code: "ARGUMENT", path: "CELU" });
    expect(String(new CELU())).toBe("CELU(1)");
  });
});
