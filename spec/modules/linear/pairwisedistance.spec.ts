import { describe, expect, it } from "vitest";
import { PairwiseDistance, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("PairwiseDistance", () => {
  it("measures distances along the last axis", () => {
    const [a, b] = [Tensor.from([[1, 5]]), Tensor.from([[4, 1]])];
    const module = new PairwiseDistance({ eps: 0 });
    expect(module.fprop([a, b]).toArray()).toEqual([5]);
    const [da, db] = module.bprop(Tensor.from([10]));
    for (const [i, v] of [-6, 8].entries())
      expect([da.data[i], -db.data[i]].map((d) => d.toFixed(5))).toEqual([v.toFixed(5), v.toFixed(5)]);
    expect(new PairwiseDistance({ p: 1, eps: 0, keepdim: true }).fprop([a, b]).toArray()).toEqual([[7]]);
    const largest = new PairwiseDistance({ p: Infinity, eps: 0 });
    expect(largest.fprop([a, b]).toArray()).toEqual([4]);
    expect(largest.bprop(Tensor.from([10])).map((d) => d.data.map((v) => v + 0))).toEqual([
      new Float32Array([0, 10]),
      new Float32Array([0, -10]),
    ]);
  });
  it("has gradient 0 at distance 0", () => {
    for (const p of [0.5, 1, 2, 3]) {
      const module = new PairwiseDistance({ p, eps: 0 });
      const a = Tensor.from([[1, 2]]);
      expect(module.fprop([a, a]).item()).toBe(0);
      if (p >= 1) for (const d of module.bprop(Tensor.from([1]))) expect(d.data.every((v) => v === 0)).toBe(true);
    }
    for (const p of [0, -1, NaN]) expect(refusal(() => new PairwiseDistance({ p })).what).toBe("p");
    expect(refusal(() => new PairwiseDistance().fprop([Tensor.zeros([2]), Tensor.zeros([2])])).code).toBe("SHAPE");
  });
});
