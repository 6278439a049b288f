import { describe, expect, it } from "vitest";
import { PixelShuffle, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("PixelShuffle", () => {
  it("makes rows and columns of channels", () => {
    const shuffle = new PixelShuffle(2);
    const x = Tensor.from([0, 10, 1, 11, 2, 12, 3, 13], [1, 4, 1, 2]);
    expect(shuffle.fprop(x).toArray()).toEqual([
      [
        [
          [0, 1, 10, 11],
          [2, 3, 12, 13],
        ],
      ],
    ]);
    expect([...shuffle.bprop(shuffle.y!).data]).toEqual([...x.data]);
  });

  it("refuses channels that do not go into squares", () => {
    expect(refusal(() => new PixelShuffle(2).fprop(Tensor.zeros([1, 6, 2, 2]))).message).toBe(
      "PixelShuffle(2): x should be [batch, a multiple of 4, height, width], got [1, 6, 2, 2]",
    );
    expect(refusal(() => new PixelShuffle(0)).code).toBe("ARGUMENT");
  });
});
