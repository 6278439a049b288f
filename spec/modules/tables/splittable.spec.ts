import { describe, expect, it } from "vitest";
import { SplitTable, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("SplitTable", () => {
  it("takes an axis apart, and puts it together", () => {
    const module = new SplitTable(1, 2);
    const y = module.fprop(
      Tensor.from([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    );
    expect(y.map((t) => t.toArray())).toEqual([[[1, 2]], [[3, 4]]]);
    expect(module.bprop(y).toArray()).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(refusal(() => module.fprop(Tensor.zeros([1, 3]))).expected).toBe("of 2 at axis 1");
    expect(refusal(() => new SplitTable(1, 0)).what).toBe("n");
  });
});
