import { describe, expect, it } from "vitest";
import { ConstantPad1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ConstantPad1d", () => {
  it("puts a number on both sides", () => {
    const pad = new ConstantPad1d([1, 2], -3.5);
    expect([...pad.fprop(Tensor.from([[[5, 6]]])).data]).toEqual([-3.5, 5, 6, -3.5, -3.5]);
    expect([...pad.bprop(Tensor.from([[[1, 2, 3, 4, 5]]])).data]).toEqual([2, 3]);
  });

  it("refuses what is no number", () => {
    expect(refusal(() => new ConstantPad1d(1, "0" as never)).code).toBe("ARGUMENT");
  });
});
