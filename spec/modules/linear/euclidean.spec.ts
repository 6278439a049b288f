import { describe, expect, it } from "vitest";
import { Euclidean, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Euclidean", () => {
  it("measures distances, and has no gradient at a centre", () => {
    const module = new Euclidean(2, 2);
    module.weight.value.data.set([0, 0, 3, 4]);
    expect(module.fprop(Tensor.from([[3, 4]])).toArray()).toEqual([[5, 0]]);
    const dx = module.bprop(Tensor.from([[10, 7]]));
    for (const [i, v] of [6, 8].entries()) expect(dx.data[i]).toBeCloseTo(v, 6);
    for (const [i, v] of [-6, -8, 0, 0].entries()) expect(module.weight.grad.data[i]).toBeCloseTo(v, 6);
    expect(refusal(() => new Euclidean(0, 1)).what).toBe("inFeatures");
    expect(String(module)).toBe("Euclidean(2 → 2)");
  });
});
