import { describe, expect, it } from "vitest";
import { Expand, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Expand", () => {
  it("repeats, and sums on the way back", () => {
    const module = new Expand([2, -1, 2]);
    expect(module.fprop(Tensor.from([[[[1], [2]]]])).toArray()).toEqual([
      [
        [
          [1, 1],
          [2, 2],
        ],
        [
          [1, 1],
          [2, 2],
        ],
      ],
    ]);
    expect(
      module
        .bprop(
          Tensor.from([
            [
              [
                [1, 2],
                [3, 4],
              ],
              [
                [5, 6],
                [7, 8],
              ],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[[14], [22]]]]);
    expect(String(module)).toBe("Expand(2, -1, 2)");
    for (const shape of [[1, 1, 2], [1, 2, 2, 3], []])
      expect(refusal(() => module.fprop(Tensor.zeros(shape))).code).toBe("SHAPE");
    expect(refusal(() => new Expand([0])).code).toBe("ARGUMENT");
  });
});
