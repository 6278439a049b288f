import { describe, expect, it } from "vitest";
import { Tensor, Transpose } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Transpose", () => {
  it("exchanges two axes, and back", () => {
    const module = new Transpose(-1, 1);
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
    expect(String(module)).toBe("Transpose(-1, 1)");
    expect(refusal(() => new Transpose(0, 1)).what).toBe("dim0");
    expect(refusal(() => new Transpose(1, 2).fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
  });
});
