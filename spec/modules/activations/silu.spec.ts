import { describe, expect, it } from "vitest";
import { SiLU, Tensor } from "../../../index.ts";

describe("SiLU", () => {
  it("is x σ(x): 0.7310585786300049 at 1, and 0 and x far away", () => {
    expect(new SiLU().fprop(Tensor.from(new Float64Array([1]))).item()).toBeCloseTo(0.7310585786300049, 15);
    expect(new SiLU().fprop(Tensor.from([0, -1e4, 1e4])).toArray()).toEqual([0, -0, 1e4]);
  });

  it("has slope ½ at 0", () => {
    const silu = new SiLU();
    silu.fprop(Tensor.from([0, -1e4, 1e4]));
    expect(silu.bprop(Tensor.from([8, 8, 8])).toArray()).toEqual([4, 0, 8]);
  });
});
