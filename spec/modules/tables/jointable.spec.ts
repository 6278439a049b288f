import { describe, expect, it } from "vitest";
import { JoinTable, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("JoinTable", () => {
  it("puts tensors one behind the other, and takes them apart", () => {
    const module = new JoinTable<readonly Tensor[]>(1);
    const x = [
      Tensor.from([[1], [2]]),
      Tensor.from([
        [3, 4],
        [5, 6],
      ]),
      Tensor.from([[7], [8]]),
    ];
    expect(module.fprop(x).toArray()).toEqual([
      [1, 3, 4, 7],
      [2, 5, 6, 8],
    ]);
    expect(
      module
        .bprop(
          Tensor.from([
            [1, 3, 4, 7],
            [2, 5, 6, 8],
          ]),
        )
        .map((t) => t.toArray()),
    ).toEqual(x.map((t) => t.toArray()));
    expect(refusal(() => module.fprop([])).code).toBe("SHAPE");
    expect(refusal(() => module.fprop([x[0], Tensor.zeros([3, 1])])).message).toBe(
      "JoinTable(1): x[1] should be [2, 1], but for axis 1, got [3, 1]",
    );
  });
});
