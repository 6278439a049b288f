import { describe, expect, it } from "vitest";
import * as numbers from "../../../../demos/playground/ui/numbers.ts";

describe("numbers on the page", () => {
  it.each([
    [0, "0"],
    [0.25, "0.25"],
    [-0.042, "−.042"],
    [-1.3, "−1.30"],
    [9.996, "10.0"],
    [123.4, "123"],
    [2e-5, "2e−5"],
    [-3e12, "−3e12"],
    [NaN, "NaN"],
    [-Infinity, "−∞"],
  ])("%d is %s in a cell", (v, text) => {
    expect(numbers.cell(v)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(5);
  });

  it("never writes a hyphen for a minus", () => {
    for (const v of [-1e-9, -0.5, -123456, -1e-300])
      for (const text of [numbers.cell(v), numbers.short(v), numbers.long(v), numbers.tick(v)])
        expect(text, text).not.toContain("-");
  });

  it("rounds shares down, so that 100 % is without fault", () => {
    expect(numbers.percent(0.9999)).toBe("99.9 %");
    expect(numbers.percent(1)).toBe("100 %");
  });

  it("finds the power of ten that a tensor is shown in", () => {
    expect([0, 0.04, 0.05, 3, 999, 1000, 2e-7, Infinity].map(numbers.exponentOf)).toEqual([0, -2, 0, 0, 0, 3, -7, 0]);
    expect(numbers.power(-12)).toBe("× 10⁻¹²");
  });

  it("has ticks at round numbers inside of the range", () => {
    expect(numbers.ticks(0, 1, 3)).toEqual([0, 0.5, 1]);
    expect(numbers.ticks(0, 54_531, 3)).toEqual([0, 20_000, 40_000]);
    expect(numbers.ticks(-0.31, 0.29, 3)).toEqual([-0.2, 0, 0.2]);
    expect(numbers.ticks(2, 2, 3)).toEqual([2]);
    expect(numbers.logTicks(1e-8, 3)).toEqual([1e-8, 1e-6, 1e-4, 0.01, 1]);
    expect(numbers.logTicks(0.3, 0.8)).toEqual([0.5]);
    expect(numbers.logTicks(2, 70)).toEqual([2, 5, 10, 20, 50]);
  });
});
