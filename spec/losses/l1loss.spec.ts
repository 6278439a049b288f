import { describe, expect, it } from "vitest";
import { L1Loss, Tensor } from "../../index.ts";

describe("L1Loss", () => {
  it("is the mean distance, with slope sign(y − t) / n; where they are equal the derivative is 0", () => {
    const loss = new L1Loss();
    const [y, t] = [Tensor.from([1, 5, 2, -1]), Tensor.from([2, 2, 2, 3])];
    expect(loss.fprop(y, t)).toBe(2);
    expect(loss.bprop().toArray()).toEqual([-0.25, 0.25, 0, -0.25]);
    expect(new L1Loss({ reduction: "sum" }).fprop(y, t)).toBe(8);
    expect(new L1Loss({ reduction: "none" }).fprop(y, t).toArray()).toEqual([1, 3, 0, 4]);
  });
});
