import { describe, expect, it } from "vitest";
import { Tensor, Threshold } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Threshold", () => {
  it("replaces what is not above the threshold", () => {
    const module = new Threshold(1, -7);
    expect(module.fprop(Tensor.from([0, 1, 2])).toArray()).toEqual([-7, -7, 2]);
    expect(module.bprop(Tensor.from([5, 5, 5])).toArray()).toEqual([0, 0, 5]);
    expect(String(module)).toBe("Threshold(1, -7)");
  });

  it("refuses what is no finite number", () => {
    for (const make of [() => new Threshold(NaN, 0), () => new Threshold(0, Infinity)])
      expect(refusal(make)).toMatchObject({ code: "ARGUMENT", path: "Threshold" });
  });
});
