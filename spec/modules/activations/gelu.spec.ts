import { describe, expect, it } from "vitest";
import { GELU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("GELU", () => {
  const at = (x: number, module = new GELU()): number => module.fprop(Tensor.from(new Float64Array([x]))).item();

  it("is x Φ(x): 0.8413447460685429 at 1, x − that of −x", () => {
    expect(at(0)).toBe(0);
    expect(at(1)).toBeCloseTo(0.8413447460685429, 15);
    expect(at(-1)).toBeCloseTo(0.8413447460685429 - 1, 15);
    expect([at(40), at(-40)]).toEqual([40, -0]);
  });

  it("does not lose its digits where it vanishes", () => {
    // −8 Φ(−8) and −5 Φ(−5)
    expect(at(-8) / -4.976768459417428e-15).toBeCloseTo(1, 12);
    const [single] = new GELU().fprop(Tensor.from([-5])).data;
    expect(single / -1.4332578593959697e-6).toBeCloseTo(1, 5);
  });

  it("has slope ½ at 0, and 0 and 1 far away", () => {
    const gelu = new GELU();
    gelu.fprop(Tensor.from([0, -30, 30]));
    expect(gelu.bprop(Tensor.from([4, 4, 4])).toArray()).toEqual([2, 0, 4]);
  });

  it("has an approximation by tanh, up to 0.0005 away", () => {
    const tanh = new GELU({ approximate: "tanh" });
    expect(at(1, tanh)).toBeCloseTo(0.8411919906082768, 15);
    for (let x = -6; x <= 6; x += 0.25) expect(Math.abs(at(x) - at(x, tanh))).toBeLessThan(5e-4);
    expect([String(new GELU()), String(tanh)]).toEqual(["GELU", "GELU(tanh)"]);
    expect(refusal(() => new GELU({ approximate: "erf" as "none" }))).toMatchObject({ code: "ARGUMENT", path: "GELU" });
  });
});
