import { describe, expect, it } from "vitest";
import { Max, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Max", () => {
  it("works along an axis", () => {
    const module = new Max(1);
    expect(
      module
        .fprop(
          Tensor.from([
            [
              [1, 2],
              [5, 4],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[5, 4]]);
    expect(module.bprop(Tensor.from([[10, 20]])).toArray()).toEqual([
      [
        [0, 0],
        [10, 20],
      ],
    ]);
    expect(
      new Max(-1, { keepdim: true })
        .fprop(
          Tensor.from([
            [
              [1, 2],
              [5, 4],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[2], [5]]]);
    expect(String(new Max(-1, { keepdim: true }))).toBe("Max(-1, keepdim)");
  });
  it("leaves the batch alone", () => {
    expect(refusal(() => new Max(0))).toMatchObject({ code: "ARGUMENT", what: "dim" });
    expect(refusal(() => new Max(-2).fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new Max(2).fprop(Tensor.zeros([2, 3]))).expected).toBe("[batch, …] with an axis 2 in …");
  });
});
