import { describe, expect, it } from "vitest";
import { RMSNorm, Tensor } from "../../../index.ts";

describe("RMSNorm", () => {
  it("divides each row by the root of its mean square, and takes no mean off", () => {
    const norm = new RMSNorm(2, { eps: 0 });
    norm.loadStateDict({ weight: Tensor.from([1, 2]) });
    const y = norm.fprop(Tensor.from([[1, 7]]));
    expect(y.data[0]).toBeCloseTo(0.2, 6);
    expect(y.data[1]).toBeCloseTo(2.8, 6);
    norm.bprop(Tensor.from([[0, 1]]));
    expect(norm.weight!.grad.data[1]).toBeCloseTo(1.4, 6);
    expect([String(norm), Object.keys(norm.stateDict())]).toEqual(["RMSNorm(2)", ["weight"]]);
  });
});
