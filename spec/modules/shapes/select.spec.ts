import { describe, expect, it } from "vitest";
import { Select, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Select", () => {
  it("takes one place of an axis, and gives the others 0", () => {
    const module = new Select(1, -1);
    expect(
      module
        .fprop(
          Tensor.from([
            [
              [1, 2],
              [3, 4],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[3, 4]]);
    expect(module.bprop(Tensor.from([[7, 8]])).toArray()).toEqual([
      [
        [0, 0],
        [7, 8],
      ],
    ]);
    expect(refusal(() => new Select(1, 2).fprop(Tensor.zeros([1, 2]))).expected).toBe("with a place 2 on axis 1");
    expect(refusal(() => new Select(1, 0.5)).what).toBe("index");
  });
});
