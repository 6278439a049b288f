import { describe, expect, it } from "vitest";
import { GradientReversal, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("GradientReversal", () => {
  it("passes x on and turns dy round, by a factor that may change", () => {
    const module = new GradientReversal();
    const x = Tensor.from([1, 2]);
    expect(module.fprop(x)).toBe(x);
    expect(module.bprop(x).toArray()).toEqual([-1, -2]);
    module.lambda = 0.5;
    expect(module.bprop(x).toArray()).toEqual([-0.5, -1]);
    expect(String(module)).toBe("GradientReversal(0.5)");
    expect(refusal(() => new GradientReversal(NaN)).what).toBe("lambda");
  });
});
