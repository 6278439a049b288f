import { describe, expect, it } from "vitest";
import { Normalize, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("Normalize", () => {
  const x = Tensor.from([[3, -4]]);
  it.each([
    [1, [3 / 7, -4 / 7], [4 / 49, 3 / 49]],
    [2, [0.6, -0.8], [0.2 - 0.072, 0.096]],
    [Infinity, [0.75, -1], [0.25, 0.1875]],
  ] as const)("gives rows the %d-norm 1", (p, y, dx) => {
    const module = new Normalize(p);
    for (const [i, v] of y.entries()) expect(module.fprop(x).data[i]).toBeCloseTo(v, 6);
    for (const [i, v] of dx.entries()) expect(module.bprop(Tensor.from([[1, 0]])).data[i]).toBeCloseTo(v, 6);
    expect(String(module)).toBe(`Normalize(${p})`);
  });

  it("leaves a row of zeros what it is", () => {
    const zeros = Tensor.zeros([1, 2]);
    for (const p of [1, 2, 3, Infinity]) {
      const module = new Normalize(p);
      expect([...module.fprop(zeros).data]).toEqual([0, 0]);
      expect(module.bprop(Tensor.from([[1, 1]])).data.every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses a p that makes no norm", () => {
    for (const p of [0.5, NaN, -Infinity, "2"]) expect(refusal(() => new Normalize(p as number)).code).toBe("ARGUMENT");
  });
});
