import { describe, expect, it } from "vitest";
import { Conv1d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Conv1d", () => {
  it("slides its filters over sequences of several channels", () => {
    const conv = new Conv1d(2, 1, 2, { stride: 2 });
    conv.loadStateDict({
      weight: Tensor.from([
        [
          [1, 2],
          [10, 20],
        ],
      ]),
      bias: Tensor.from([100]),
    });
    const x = Tensor.from([
      [
        [1, 2, 3, 4, 9],
        [5, 6, 7, 8, 9],
      ],
    ]);
    expect(conv.fprop(x).toArray()).toEqual([[[100 + 5 + 170, 100 + 11 + 230]]]);
    expect(conv.bprop(Tensor.from([[[1, -1]]])).toArray()).toEqual([
      [
        [1, 2, -1, -2, 0],
        [10, 20, -10, -20, 0],
      ],
    ]);
    expect(conv.weight.grad.toArray()).toEqual([
      [
        [-2, -2],
        [-2, -2],
      ],
    ]);
    expect(conv.bias!.grad.toArray()).toEqual([0]);
  });

  it("goes round with circular padding, once at most", () => {
    const conv = new Conv1d(1, 1, 1, { padding: 2, paddingMode: "circular", bias: false });
    expect(conv.fprop(Tensor.zeros([1, 1, 2])).shape).toEqual([1, 1, 6]);
    expect(refusal(() => conv.fprop(Tensor.zeros([1, 1, 1]))).message).toBe(
      "Conv1d(1 → 1, 1): x should be [1, 1, 2] at least, got [1, 1, 1]",
    );
  });
});
