import { describe, expect, it } from "vitest";
import { Mean, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Mean", () => {
  it("works along an axis", () => {
    const module = new Mean(1);
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
    ).toEqual([[3, 3]]);
    expect(module.bprop(Tensor.from([[10, 20]])).toArray()).toEqual([
      [
        [5, 10],
        [5, 10],
      ],
    ]);
    expect(
      new Mean(-1, { keepdim: true })
        .fprop(
          Tensor.from([
            [
              [1, 2],
              [5, 4],
            ],
          ]),
        )
        .toArray(),
    ).toEqual([[[1.5], [4.5]]]);
    expect(String(new Mean(-1, { keepdim: true }))).toBe("Mean(-1, keepdim)");
  });
  it("leaves the batch alone", () => {
    expect(refusal(() => new Mean(0))).toMatchObject({ code: "ARGUMENT", what: "dim" });
    expect(refusal(() => new Mean(-2).fprop(Tensor.zeros([2, 3]))).code).toBe("SHAPE");
    expect(refusal(() => new Mean(2).fprop(Tensor.zeros([2, 3]))).expected).toBe("[batch, …] with an axis 2 in …");
  });
});
