import { describe, expect, it } from "vitest";
import { LogCoshLoss, Tensor } from "../../index.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("LogCoshLoss", () => {
  it("loses no digits near 0, and nothing overflows", () => {
    const loss = new LogCoshLoss({ reduction: "none" });
    const l = loss.fprop(of(0, 1e-8, -1e300, 1), of(0, 0, 0, 0)).data;
    expect([l[0], l[2]]).toEqual([0, 1e300]);
    expect(l[1] / 5e-17).toBeCloseTo(1, 12);
    expect(l[3]).toBeCloseTo(0.4337808304830271, 15);
    expect([...loss.bprop().data.slice(0, 3)]).toEqual([0, 1e-8, -1]);
  });
});
