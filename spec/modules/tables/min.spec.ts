import { describe, expect, it } from "vitest";
import { Min, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Min", () => {
  it("works along an axis", () => {
    const module = new Min(1);
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
    ).toEqual([[1, 2]]);
    expect(module.bprop(Tensor.from([[10, 20]])).toArray()).toEqual([
      [
        [10, 20],
        [0, 0],
      ],
    ]);
    expect(
      new Min(-1, { keepdim: true })
        .fprop(
          Tensor.from([
            [
              [1, 2],
              [5, 4],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[1], [4]]]);
    expect(String(new Min(-1, { keepdim: true }))).toBe("Min(-1, keepdim)");
  });
  it("leaves the batch alone", () => {
    expect(refusal(() => new Min(0))).toMatchObject({ code: "ARGUMENT", what: "dim" });
    expect(refusal(() => new Min(-2).fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new Min(2).fprop(Tensor.zeros([2, 3]))).expected).toBe("[batch, …] with an axis 2 in …");
  });
});
