import { describe, expect, it } from "vitest";
import { Log, Tensor } from "../../../index.ts";

describe("Log", () => {
  it("is ln x with slope 1 / x, −∞ at 0 and NaN below", () => {
    const log = new Log();
    expect(log.fprop(Tensor.from([1, 0, -1])).toArray()).toEqual([0, -Infinity, NaN]);
    log.fprop(Tensor.from([4]));
    expect(log.bprop(Tensor.from([2])).toArray()).toEqual([0.5]);
  });
});
