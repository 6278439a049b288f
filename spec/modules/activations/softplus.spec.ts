import { describe, expect, it } from "vitest";
import { Softplus, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Softplus", () => {
  it("is ln 2 at 0 with slope ½, and finite for every x", () => {
    const softplus = new Softplus();
    const y = softplus.fprop(Tensor.from(new Float64Array([0, -1e300, 1e300])));
    expect(y.data[0]).toBeCloseTo(Math.LN2, 15);
    expect([...y.data.subarray(1)]).toEqual([0, 1e300]);
    expect([...softplus.bprop(Tensor.from(new Float64Array([2, 2, 2]))).data]).toEqual([1, 0, 2]);
  });

  it("keeps its digits where it vanishes, and is x from the threshold on", () => {
    const y = new Softplus({ threshold: 15 }).fprop(Tensor.from(new Float64Array([-40, 15.5])));
    expect(y.data[0] / Math.exp(-40)).toBeCloseTo(1, 14);
    expect(y.data[1]).toBe(15.5);
  });

  it("is ln(1 + e^βx) / β", () => {
    const y = new Softplus({ beta: 2 }).fprop(Tensor.from(new Float64Array([0.5])));
    expect(y.item()).toBeCloseTo(Math.log1p(Math.E) / 2, 15);
    expect(String(new Softplus())).toBe("Softplus(beta 1, threshold 20)");
    for (const options of [{ beta: 0 }, { beta: NaN }, { threshold: Infinity }])
      expect(refusal(() => new Softplus(options))).toMatchObject({ code: "ARGUMENT", path: "Softplus" });
  });
});
