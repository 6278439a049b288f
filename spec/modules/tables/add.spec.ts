import { describe, expect, it } from "vitest";
import { Add, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Add", () => {
  it("adds two tensors, and gives each the very gradient", () => {
    const add = new Add();
    const [a, b] = [Tensor.from([[1, 2]]), Tensor.from([[10, -2]])];
    expect(add.fprop([a, b]).toArray()).toEqual([[11, 0]]);
    const dy = Tensor.from([[3, 4]]);
    const [da, db] = add.bprop(dy);
    expect(da).toBe(dy);
    expect(db).toBe(dy);
  });

  it("adds a tensor to itself", () => {
    const x = Tensor.from([[1, 2]]);
    expect(new Add().fprop([x, x]).toArray()).toEqual([[2, 4]]);
  });

  it("refuses one tensor, three, and two of different shapes", () => {
    const x = Tensor.from([[1, 2]]);
    for (const wrong of [x, [x], [x, x, x], [x, Tensor.zeros([2, 1])]])
      expect(refusal(() => new Add().fprop(wrong as unknown as [Tensor, Tensor]))).toMatchObject({
        code: "SHAPE",
        path: "Add",
      });
  });
});
