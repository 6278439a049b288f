import { describe, expect, it } from "vitest";
import { Linear, MapTable, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("MapTable", () => {
  it("uses one module for all positions, and adds its gradients up", () => {
    const linear = new Linear(1, 1, { bias: false });
    linear.weight.value.data.fill(3);
    const module = new MapTable<readonly Tensor[]>(linear);
    const y = module.fprop([Tensor.from([[1]]), Tensor.from([[2]]), Tensor.from([[5]])]);
    expect(y.map((t) => t.item())).toEqual([3, 6, 15]);
    expect(module.bprop(y).map((t) => t.item())).toEqual([9, 18, 45]);
    expect(linear.weight.grad.item()).toBe(3 + 12 + 75);
    expect(refusal(() => module.fprop([Tensor.zeros([1, 1]), Tensor.zeros([2, 1])])).what).toBe("x[1]");
    expect(refusal(() => new MapTable(3 as never)).code).toBe("ARGUMENT");
  });
});
