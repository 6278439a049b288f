import { describe, expect, it } from "vitest";
import { LogSigmoid, Tensor } from "../../../index.ts";

describe("LogSigmoid", () => {
  it("is −ln 2 at 0 with slope ½, and finite for every x", () => {
    const log = new LogSigmoid();
    const y = log.fprop(Tensor.from(new Float64Array([0, -1e300, 1e300])));
    expect(y.data[0]).toBeCloseTo(-Math.LN2, 15);
    expect([y.data[1], y.data[2] + 0]).toEqual([-1e300, 0]);
    expect([...log.bprop(Tensor.from(new Float64Array([2, 2, 2]))).data]).toEqual([1, 2, 0]);
  });

  it("keeps its digits where it vanishes", () => {
    const y = new LogSigmoid().fprop(Tensor.from(new Float64Array([40])));
    expect(y.item() / -Math.exp(-40)).toBeCloseTo(1, 14);
  });
});
