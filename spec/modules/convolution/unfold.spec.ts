import { describe, expect, it } from "vitest";
import { Rng, Tensor, Unfold } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(1);

describe("Unfold", () => {
  it("has a column for each window, and 0 where one reaches over the edge", () => {
    const unfold = new Unfold([1, 2], { padding: [0, 1] });
    expect(unfold.fprop(Tensor.from([[[[1, 2, 3]]]])).toArray()).toEqual([
      [
        [0, 1, 2, 3],
        [1, 2, 3, 0],
      ],
    ]);
    expect(
      unfold
        .bprop(
          Tensor.from([
            [
              [1, 2, 3, 4],
              [10, 20, 30, 40],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[[12, 23, 34]]]]);
  });

  it("follows images of other sizes and channels", () => {
    const unfold = new Unfold(2, { stride: 2 });
    for (const channels of [1, 3, 2])
      expect(unfold.fprop(Tensor.zeros([2, channels, 4, 2 * channels])).shape).toEqual([2, 4 * channels, 2 * channels]);
    // The same positions in images of other sizes, or of more channels.
    for (const shape of [
      [1, 2, 4, 4],
      [1, 2, 5, 4],
      [1, 3, 5, 4],
    ]) {
      const x = drawn(shape, () => rng.normal());
      expect(bits(unfold.fprop(x))).toBe(bits(new Unfold(2, { stride: 2 }).fprop(x)));
    }
    expect(refusal(() => unfold.fprop(Tensor.zeros([2, 1, 1, 4]))).message).toBe(
      "Unfold(2×2): x should be [2, 1, 2, 2] at least, got [2, 1, 1, 4]",
    );
  });
});
