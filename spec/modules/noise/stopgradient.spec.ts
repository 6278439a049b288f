import { describe, expect, it } from "vitest";
import { StopGradient, Tensor } from "../../../index.ts";

describe("StopGradient", () => {
  it("passes x on, and nothing back", () => {
    const module = new StopGradient();
    const x = Tensor.from([1, 2]);
    expect(module.fprop(x)).toBe(x);
    expect(module.bprop(x).toArray()).toEqual([0, 0]);
    expect(String(module)).toBe("StopGradient");
  });
});
