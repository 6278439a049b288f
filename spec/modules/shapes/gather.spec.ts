import { describe, expect, it } from "vitest";
import { Gather, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Gather", () => {
  it("takes numbers by their places, and adds up on the way back", () => {
    const module = new Gather(1);
    const t = Tensor.from([[2, 0, 2]], [1, 3], "int32");
    expect(module.fprop([Tensor.from([[1, 2, 3]]), t]).toArray()).toEqual([[3, 1, 3]]);
    const dy = Tensor.from([[10, 20, 30]]);
    module.bprop(dy)[1].data.fill(3);
    const [dx, dt] = module.bprop(dy);
    expect(dx.toArray()).toEqual([[20, 0, 40]]);
    expect([dt.dtype, dt.toArray()]).toEqual(["int32", [[0, 0, 0]]]);
  });
  it("refuses places that are not there", () => {
    const x = Tensor.zeros([1, 3]);
    for (const bad of [3, -1])
      expect(refusal(() => new Gather(1).fprop([x, Tensor.from([[bad]], [1, 1], "int32")]))).toMatchObject({
        code: "ARGUMENT",
        got: `${bad} at index 0`,
      });
    expect(refusal(() => new Gather(1).fprop([x, Tensor.zeros([2, 3], "int32")])).what).toBe("t");
  });
});
