import { describe, expect, it } from "vitest";
import { Linear, Rng, Tensor } from "../../../index.ts";

describe("Linear", () => {
  it("computes y = x Wᵀ + b, dx = dy W, dW += dyᵀ x, db += Σ dy", () => {
    const linear = new Linear(2, 3);
    linear.loadStateDict({
      weight: Tensor.from([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      bias: Tensor.from([10, 20, 30]),
    });
    const x = Tensor.from([
      [1, 0],
      [2, -1],
    ]);
    expect(linear.fprop(x).toArray()).toEqual([
      [11, 23, 35],
      [10, 22, 34],
    ]);
    const dy = Tensor.from([
      [1, 0, 0],
      [0, 1, 2],
    ]);
    for (const times of [1, 2]) {
      expect(linear.bprop(dy).toArray()).toEqual([
        [1, 2],
        [13, 16],
      ]);
      expect(linear.weight.grad.toArray()).toEqual([
        [times, 0],
        [2 * times, -times],
        [4 * times, -2 * times],
      ]);
      expect(linear.bias!.grad.toArray()).toEqual([times, times, 2 * times]);
    }
  });

  it("starts uniform in ±1/√inFeatures, from the seed alone", () => {
    const values = (seed: number): number[] =>
      new Linear(16, 400, { rng: new Rng(seed) }).parameters().flatMap((p) => [...p.value.data]);
    const drawn = values(1);
    expect(drawn).toEqual(values(1));
    expect(drawn).not.toEqual(values(2));
    expect(drawn.every((v) => Math.abs(v) <= 0.25)).toBe(true);
    const variance = drawn.reduce((s, v) => s + v * v, 0) / drawn.length;
    expect(variance).toBeCloseTo(0.25 ** 2 / 3, 3);
  });

  it("goes without a bias, and starts as it is told", () => {
    const linear = new Linear(2, 1, { bias: false, init: (shape) => Tensor.from([[7, 8]], shape) });
    expect(linear.namedParameters().map(([name]) => name)).toEqual(["weight"]);
    expect(linear.fprop(Tensor.from([[1, 1]])).item()).toBe(15);
    expect(String(linear)).toBe("Linear(2 → 1)");
  });

  it("takes x for a constant with inputGrad: false: dx is 0, all other gradients are the same bits", () => {
    const full = new Linear(3, 4, { rng: new Rng(1) });
    const first = new Linear(3, 4, { rng: new Rng(1), inputGrad: false });
    const x = Tensor.from([[0.5, -1, 2]]);
    const dy = Tensor.from([[1, -2, 3, 0.25]]);
    for (const linear of [full, first]) linear.fprop(x);
    expect(full.bprop(dy).data.every((v) => v !== 0)).toBe(true);
    expect(first.bprop(dy).toArray()).toEqual([[0, 0, 0]]);
    for (const [i, p] of first.parameters().entries())
      expect(p.grad.toArray()).toEqual(full.parameters()[i].grad.toArray());
  });
});
