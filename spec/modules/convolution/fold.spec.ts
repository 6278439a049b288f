import { describe, expect, it } from "vitest";
import { Fold, Tensor, Unfold } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Fold", () => {
  it("adds each column where its window stands, and drops what falls outside", () => {
    const fold = new Fold([1, 3], [1, 2], { padding: [0, 1] });
    expect(
      fold
        .fprop(
          Tensor.from([
            [
              [1, 2, 3, 4],
              [10, 20, 30, 40],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[[12, 23, 34]]]]);
    expect(fold.bprop(Tensor.from([[[[1, 2, 3]]]])).toArray()).toEqual([
      [
        [0, 1, 2, 3],
        [1, 2, 3, 0],
      ],
    ]);
  });

  it("gives back the image where windows do not overlap", () => {
    const x = Tensor.from([
      [
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
    ]);
    expect(
      new Fold([3, 2], [3, 1], { stride: [3, 1] }).fprop(new Unfold([3, 1], { stride: [3, 1] }).fprop(x)).toArray(),
    ).toEqual(x.toArray());
  });

  it("refuses columns of other windows, and windows larger than the image", () => {
    const fold = new Fold(3, 2);
    expect(refusal(() => fold.fprop(Tensor.zeros([1, 6, 4]))).message).toBe(
      "Fold(3×3, 2×2): x should be [batch, a multiple of 4, 4], got [1, 6, 4]",
    );
    expect(refusal(() => fold.fprop(Tensor.zeros([1, 4, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new Fold(2, 3)).code).toBe("ARGUMENT");
  });
});
