import { describe, expect, it } from "vitest";
import { Scale, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Scale", () => {
  it("multiplies every row", () => {
    const module = new Scale([2]);
    module.weight.value.data.set([10, 20]);
    expect(
      module
        .fprop(
          Tensor.from([
            [1, 2],
            [3, 4],
          ]),
        )
        .toArray(),
    ).toEqual([
      [10, 40],
      [30, 80],
    ]);
    expect(
      module
        .bprop(
          Tensor.from([
            [1, 2],
            [3, 4],
          ]),
        )
        .toArray(),
    ).toEqual([
      [10, 40],
      [30, 80],
    ]);
    expect(module.weight.grad.toArray()).toEqual([10, 20]);
    expect(new Scale().weight.value.shape).toEqual([]);
    expect(refusal(() => module.fprop(Tensor.zeros([2]))).code).toBe("SHAPE");
    expect(refusal(() => new Scale([2, -1])).what).toBe("size");
  });
});
