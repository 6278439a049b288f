import { describe, expect, it } from "vitest";
import { GroupNorm, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("GroupNorm", () => {
  it("measures groups of channels, and weighs channels", () => {
    const norm = new GroupNorm(2, 4, { eps: 0 });
    norm.loadStateDict({ weight: Tensor.from([1, 2, 3, 4]), bias: Tensor.from([0, 0, 0, 1]) });
    expect([...norm.fprop(Tensor.from([[1, 3, 20, 10]])).data]).toEqual([-1, 2, 3, -3]);
    norm.bprop(Tensor.from([[1, 1, 1, 1]]));
    expect(norm.weight!.grad.toArray()).toEqual([-1, 1, 1, -1]);
    expect(norm.bias!.grad.toArray()).toEqual([1, 1, 1, 1]);
    expect(String(norm)).toBe("GroupNorm(2, 4)");
  });

  it("refuses groups that do not divide the channels, and other channels", () => {
    expect(refusal(() => new GroupNorm(3, 4))).toMatchObject({
      code: "ARGUMENT",
      expected: "a multiple of numGroups, 3",
    });
    expect(refusal(() => new GroupNorm(2, 4).fprop(Tensor.zeros([2, 3]))).got).toBe("[2, 3]");
  });
});
