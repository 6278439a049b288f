import { describe, expect, it } from "vitest";
import { ConstantPad2d, Tensor } from "../../../index.ts";

describe("ConstantPad2d", () => {
  it("puts a number on all sides", () => {
    expect([...new ConstantPad2d(1, 7).fprop(Tensor.from([[[[5]]]])).data]).toEqual([7, 7, 7, 7, 5, 7, 7, 7, 7]);
  });

  it("says what it is", () => {
    expect(String(new ConstantPad2d([1, 2, 3, 4], 7))).toBe("ConstantPad2d(1, 2, 3, 4, 7)");
  });
});
