import { describe, expect, it } from "vitest";
import { Identity, Linear, Parallel, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Parallel", () => {
  it("has a module for each place", () => {
    const module = new Parallel(1, 1, new Identity(), new Linear(2, 1, { bias: false }));
    module.parameters()[0].value.data.set([1, 10]);
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
    ).toEqual([[1, 2, 43]]);
    expect(module.bprop(Tensor.from([[7, 8, 2]])).toArray()).toEqual([
      [
        [7, 8],
        [2, 20],
      ],
    ]);
    expect(module.namedParameters().map(([name]) => name)).toEqual(["1.weight"]);
    expect(refusal(() => module.fprop(Tensor.zeros([1, 3, 2]))).path).toBe("SplitTable(1, 2)");
    expect(refusal(() => new Parallel(1, 1)).what).toBe("layers");
  });
});
