import { describe, expect, it } from "vitest";
import { LayerNorm, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("LayerNorm", () => {
  it("measures each row", () => {
    const norm = new LayerNorm(2, { eps: 0 });
    const y = norm.fprop(
      Tensor.from([
        [1, 3],
        [-10, -30],
      ]),
    );
    expect([...y.data]).toEqual([-1, 1, 1, -1]);
    const one = Tensor.from([
      [1, 1],
      [1, 1],
    ]);
    expect([...norm.bprop(one).data]).toEqual([0, 0, 0, 0]);
    expect(norm.weight!.grad.toArray()).toEqual([0, 0]);
    expect(norm.bias!.grad.toArray()).toEqual([2, 2]);
  });

  it("has weights of the shape that it normalises, or none", () => {
    expect(new LayerNorm([2, 3]).weight!.value.shape).toEqual([2, 3]);
    expect(Object.keys(new LayerNorm(2, { bias: false }).stateDict())).toEqual(["weight"]);
    expect(new LayerNorm(2, { elementwiseAffine: false }).parameters()).toEqual([]);
    expect(String(new LayerNorm([2, 3]))).toBe("LayerNorm(2 × 3)");
  });

  it("refuses other shapes", () => {
    expect(refusal(() => new LayerNorm([2, 3]).fprop(Tensor.zeros([2, 3]))).expected).toBe("[batch, …, 2, 3]");
    for (const shape of [0, [], [2, -1], "3"])
      expect(refusal(() => new LayerNorm(shape as number)).code).toBe("ARGUMENT");
  });
});
