import { describe, expect, it } from "vitest";
import { Bias, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Bias", () => {
  it("adds to every row", () => {
    const module = new Bias(2);
    module.bias.value.data.set([10, 20]);
    expect(
      module
        .fprop(
          Tensor.from([
            [1, 2],
            [3, 4],
          ]),
        )
        .toArray(),
    ).toEqual([
      [11, 22],
      [13, 24],
    ]);
    const dy = Tensor.from([
      [1, 2],
      [3, 4],
    ]);
    expect(module.bprop(dy)).toBe(dy);
    expect(module.bias.grad.toArray()).toEqual([4, 6]);
    expect([String(module), String(new Bias())]).toEqual(["Bias(2)", "Bias()"]);
    expect(refusal(() => module.fprop(Tensor.zeros([2]))).expected).toBe("[batch, …, 2]");
    expect(refusal(() => new Bias(0)).what).toBe("size");
  });
});
