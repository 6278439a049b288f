import { describe, expect, it } from "vitest";
import { Linear, Tanh, Tensor, WeightNorm } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("WeightNorm", () => {
  it("learns length and direction", () => {
    const linear = new Linear(2, 1, { bias: false });
    linear.weight.value.data.set([3, 4]);
    const module = new WeightNorm(linear);
    expect(module.g.value.toArray()).toEqual([[5]]);
    module.g.value.data.set([10]);
    expect(module.fprop(Tensor.from([[1, 1]])).item()).toBeCloseTo(14, 5);
    module.bprop(Tensor.from([[1]]));
    expect(module.g.grad.item()).toBeCloseTo(1.4, 6);
    // r (dw − c v / ‖v‖) = 2 ((1, 1) − 1.4 (0.6, 0.8))
    for (const [i, v] of [0.32, -0.24].entries()) expect(module.v.grad.data[i]).toBeCloseTo(v, 6);
  });
  it("has PyTorch's keys", () => {
    expect(Object.keys(new WeightNorm(new Linear(2, 3)).stateDict())).toEqual(["bias", "weight_g", "weight_v"]);
    expect(new WeightNorm(new Linear(2, 3), { dim: 1 }).g.value.shape).toEqual([1, 2]);
    expect(new WeightNorm(new Linear(2, 3), { dim: null }).g.value.shape).toEqual([]);
    expect(refusal(() => new WeightNorm(new Tanh())).what).toBe("name");
    expect(refusal(() => new WeightNorm(new Linear(2, 3), { dim: 2 })).what).toBe("dim");
    expect(refusal(() => new WeightNorm(3 as never)).what).toBe("module");
  });
});
