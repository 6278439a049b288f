import { describe, expect, it } from "vitest";
import { ConvTranspose3d, Tensor } from "../../../index.ts";

describe("ConvTranspose3d", () => {
  it("lays its filters down along three axes", () => {
    const conv = new ConvTranspose3d(1, 1, [1, 2, 2], { stride: [2, 1, 1], bias: false });
    conv.loadStateDict({
      weight: Tensor.from([
        [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      ]),
    });
    expect(conv.fprop(Tensor.from([[[[[1]], [[10]]]]])).toArray()).toEqual([
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
          [
            [0, 0],
            [0, 0],
          ],
          [
            [10, 20],
            [30, 40],
          ],
        ],
      ],
    ]);
  });
});
