import { describe, expect, it } from "vitest";
import { Flatten, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Flatten", () => {
  it("gives every row of the batch one axis, and the gradient its shape back; nothing is copied", () => {
    const flatten = new Flatten();
    const x = Tensor.from([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ]);
    const y = flatten.fprop(x);
    expect(y.toArray()).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    expect(y.data).toBe(x.data);
    const dx = flatten.bprop(y);
    expect(dx.shape).toEqual([2, 2, 2]);
    expect(dx.data).toBe(y.data);
  });

  it("refuses a tensor without a batch axis of its own", () => {
    expect(refusal(() => new Flatten().fprop(Tensor.zeros([3])))).toMatchObject({ code: "SHAPE", got: "[3]" });
  });
});
