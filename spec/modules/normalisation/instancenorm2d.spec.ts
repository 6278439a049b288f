import { describe, expect, it } from "vitest";
import { InstanceNorm2d, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("InstanceNorm2d", () => {
  const x = Tensor.from([1, 3, 10, 30], [2, 1, 1, 2]);

  it("measures each channel of each entry of the batch", () => {
    const norm = new InstanceNorm2d(1, { eps: 0 });
    expect([...norm.fprop(x).data]).toEqual([-1, 1, -1, 1]);
    expect(norm.parameters().length + norm.namedBuffers().length).toBe(0);
    expect(String(norm)).toBe("InstanceNorm2d(1)");
  });

  it("averages what it tracks over the batch, and evaluates by that", () => {
    const norm = new InstanceNorm2d(1, { eps: 0, momentum: 1, trackRunningStats: true });
    norm.fprop(x);
    expect(norm.stateDict().running_mean.toArray()).toEqual([11]);
    expect(norm.stateDict().running_var.toArray()).toEqual([101]); // the mean of 2 and 200
    const y = norm.eval().fprop(x);
    expect(y.data[3]).toBeCloseTo(19 / Math.sqrt(101), 6);
  });

  it("refuses a single value to measure by", () => {
    const one = Tensor.zeros([2, 1, 1, 1]);
    expect(refusal(() => new InstanceNorm2d(1).fprop(one)).code).toBe("SHAPE");
  });
});
