import { describe, expect, it } from "vitest";
import { Bilinear, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Bilinear", () => {
  it("is linear in both inputs", () => {
    const module = new Bilinear(2, 1, 1);
    module.weight.value.data.set([3, 5]);
    module.bias!.value.data.set([1]);
    expect(module.fprop([Tensor.from([[1, 2]]), Tensor.from([[10]])]).item()).toBe(131);
    const [da, db] = module.bprop(Tensor.from([[2]]));
    expect([da.toArray(), db.toArray()]).toEqual([[[60, 100]], [[26]]]);
    expect([module.weight.grad.toArray(), module.bias!.grad.toArray()]).toEqual([[[[20], [40]]], [2]]);
    expect(refusal(() => module.fprop([Tensor.zeros([2, 2]), Tensor.zeros([3, 1])])).what).toBe("b");
    expect(refusal(() => new Bilinear(1, 0, 1)).what).toBe("in2Features");
    expect(String(module)).toBe("Bilinear(2, 1 → 1)");
  });
});
