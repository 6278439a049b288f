import { describe, expect, it } from "vitest";
import { Sum, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Sum", () => {
  it("works along an axis", () => {
    const module = new Sum(1);
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
    ).toEqual([[6, 6]]);
    expect(module.bprop(Tensor.from([[10, 20]])).toArray()).toEqual([
      [
        [10, 20],
        [10, 20],
      ],
    ]);
    expect(
      new Sum(-1, { keepdim: true })
        .fprop(
          Tensor.from([
            [
              [1, 2],
              [5, 4],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[3], [9]]]);
    expect(String(new Sum(-1, { keepdim: true }))).toBe("Sum(-1, keepdim)");
  });
  it("leaves the batch alone", () => {
    expect(refusal(() => new Sum(0))).toMatchObject({ code: "ARGUMENT", what: "dim" });
    expect(refusal(() => new Sum(-2).fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new Sum(2).fprop(Tensor.zeros([2, 3]))).expected).toBe("[batch, …] with an axis 2 in …");
  });
});
