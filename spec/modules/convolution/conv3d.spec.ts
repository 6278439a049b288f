import { describe, expect, it } from "vitest";
import { Conv3d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Conv3d", () => {
  it("slides its filters over volumes", () => {
    const conv = new Conv3d(1, 1, [2, 1, 2], { bias: false });
    conv.loadStateDict({ weight: Tensor.from([[[[[1, 2]], [[3, 4]]]]]) });
    const x = Tensor.from([[[[[1, 2, 3]], [[4, 5, 6]]]]]);
    expect(conv.fprop(x).toArray()).toEqual([[[[[1 + 4 + 12 + 20, 2 + 6 + 15 + 24]]]]]);
    expect(conv.bprop(Tensor.from([[[[[1, 10]]]]])).toArray()).toEqual([[[[[1, 12, 20]], [[3, 34, 40]]]]]);
    expect(conv.weight.grad.toArray()).toEqual([[[[[21, 32]], [[54, 65]]]]]);
  });

  it("names its axes", () => {
    expect(refusal(() => new Conv3d(1, 2, 2).fprop(Tensor.zeros([1, 1, 2, 2]))).message).toBe(
      "Conv3d(1 → 2, 2×2×2): x should be [batch, 1, depth, height, width], got [1, 1, 2, 2]",
    );
  });
});
