import { describe, expect, it } from "vitest";
import { Power, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Power", () => {
  const both = (p: number, x: number): number[] => {
    const power = new Power(p);
    const y = power.fprop(Tensor.from([x])).item();
    return [y, power.bprop(Tensor.from([1])).item()];
  };

  it("is xᵖ with slope p xᵖ⁻¹", () => {
    expect(both(3, -2)).toEqual([-8, 12]);
    expect(both(-1, 2)).toEqual([0.5, -0.25]);
    expect(both(0.5, 4)).toEqual([2, 0.25]);
  });

  it("has slope 1 and 0 for p = 1 and p = 0, at 0, too", () => {
    expect(both(1, 0)).toEqual([0, 1]);
    expect(both(0, 0)).toEqual([1, 0]);
  });

  it("refuses an exponent that is no finite number", () => {
    expect(String(new Power(1.5))).toBe("Power(1.5)");
    expect(refusal(() => new Power(NaN))).toMatchObject({ code: "ARGUMENT", path: "Power" });
  });
});
