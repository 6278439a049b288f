import { describe, expect, it } from "vitest";
import { AdaptiveAvgPool1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("AdaptiveAvgPool1d", () => {
  it("covers x evenly, with windows that overlap where they must", () => {
    const pool = new AdaptiveAvgPool1d(2);
    expect([...pool.fprop(Tensor.from([[[1, 2, 6]]])).data]).toEqual([1.5, 4]);
    expect([...pool.bprop(Tensor.from([[[2, 4]]])).data]).toEqual([1, 3, 2]);
  });

  it("repeats numbers where y is longer than x", () => {
    expect([...new AdaptiveAvgPool1d(4).fprop(Tensor.from([[[1, 2]]])).data]).toEqual([1, 1, 2, 2]);
  });

  it("refuses a size that is none", () => {
    for (const size of [0, 1.5, "2", [2, 2]] as never[])
      expect(refusal(() => new AdaptiveAvgPool1d(size)).code).toBe("ARGUMENT");
  });
});
