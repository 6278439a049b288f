import { describe, expect, it } from "vitest";
import { ELU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("ELU", () => {
  it("is x above 0 and nears −α below", () => {
    const elu = new ELU({ alpha: 2 });
    expect(elu.fprop(Tensor.from([-1e30, 0, 3])).toArray()).toEqual([-2, 0, 3]);
    expect(elu.bprop(Tensor.from([1, 1, 5])).toArray()).toEqual([0, 2, 5]);
  });

  it("has all its digits near 0, where eˣ − 1 would have none left", () => {
    expect(new ELU().fprop(Tensor.from(new Float64Array([-1e-12]))).item()).toBe(-9.999999999995e-13);
    expect(new ELU().fprop(Tensor.from([-(2 ** -30)])).item()).toBe(-(2 ** -30));
  });

  it("takes any finite α", () => {
    expect(String(new ELU({ alpha: -1 }))).toBe("ELU(-1)");
    expect(refusal(() => new ELU({ alpha: NaN }))).toMatchObject({ code: "ARGUMENT", path: "ELU" });
  });
});
