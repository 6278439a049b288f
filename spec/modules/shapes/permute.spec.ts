import { describe, expect, it } from "vitest";
import { Permute, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Permute", () => {
  it("moves axes, and moves gradients back", () => {
    const module = new Permute([0, 2, 1]);
    expect(
      module
        .fprop(
          Tensor.from([
            [
              [1, 2, 3],
              [4, 5, 6],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ]);
    expect(
      module
        .bprop(
          Tensor.from([
            [
              [1, 4],
              [2, 5],
              [3, 6],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    expect(String(module)).toBe("Permute(0, 2, 1)");
  });
  it("keeps the batch first, and names every axis once", () => {
    for (const dims of [[1, 0], [0, 1, 1], [0, 3], [], 3])
      expect(refusal(() => new Permute(dims as number[]))).toMatchObject({ code: "ARGUMENT", what: "dims" });
    expect(refusal(() => new Permute([0, 1]).fprop(Tensor.zeros([1, 2, 3]))).expected).toBe("of 2 axes");
  });
});
