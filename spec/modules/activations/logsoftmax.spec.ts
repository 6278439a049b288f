import { describe, expect, it } from "vitest";
import { LogSoftmax, Tensor } from "../../../index.ts";

describe("LogSoftmax", () => {
  it("gives ln ½ to equals, and nothing to one class", () => {
    const y = new LogSoftmax().fprop(Tensor.from(new Float64Array([3, 3, -1e300, -1e300]), [2, 2]));
    for (const v of y.data) expect(v).toBeCloseTo(-0.6931471805599453, 15);
    expect(new LogSoftmax().fprop(Tensor.from([[5]])).item()).toBe(0);
  });

  it("stays finite where exponentials do not", () => {
    expect(new LogSoftmax().fprop(Tensor.from([[1e4, 0, -1e4]])).toArray()).toEqual([[0, -1e4, -2e4]]);
  });

  it("takes Σ dy times the probabilities off dy", () => {
    const logsoftmax = new LogSoftmax();
    logsoftmax.fprop(Tensor.from(new Float64Array([0, 0]), [1, 2]));
    const dx = logsoftmax.bprop(Tensor.from(new Float64Array([1, 3]), [1, 2]));
    expect(dx.data[0]).toBeCloseTo(-1, 14);
    expect(dx.data[1]).toBeCloseTo(1, 14);
  });
});
