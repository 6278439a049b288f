import { describe, expect, it } from "vitest";
import { Rng, RReLU, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { gradcheck } from "../../../testing.ts";

describe("RReLU", () => {
  const x = Tensor.from(Float64Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 3 : -1 - i)));
  const dy = Tensor.from(new Float64Array(1000).fill(1));

  it("draws a slope for each number at each fprop, which bprop uses", () => {
    const module = new RReLU({ lower: 0.1, upper: 0.4, rng: new Rng(1) });
    const seen = new Set<number>();
    for (let step = 0; step < 2; step++) {
      const y = module.fprop(x);
      const slopes = module.bprop(dy).data;
      for (const [i, v] of [...x.data].entries()) {
        expect(y.data[i]).toBe(slopes[i] * v);
        if (v > 0) expect(slopes[i]).toBe(1);
        else {
          expect(slopes[i] >= 0.1 && slopes[i] < 0.4).toBe(true);
          seen.add(slopes[i]);
        }
      }
    }
    expect(seen.size).toBe(1800);
    const mean = [...seen].reduce((a, b) => a + b) / 1800;
    expect(Math.abs(mean - 0.25)).toBeLessThan(0.01);
  });

  it("draws the same slopes from the same seed", () => {
    const y = (seed: number): number[] => [...new RReLU({ rng: new Rng(seed) }).fprop(x).data];
    expect(y(1)).toEqual(y(1));
    expect(y(1)).not.toEqual(y(2));
  });

  it("takes the mean slope in evaluation, and draws nothing", () => {
    const rng = new Rng(1);
    const module = new RReLU({ lower: 0.25, upper: 0.75, rng }).eval();
    const before = rng.state;
    expect(module.fprop(Tensor.from([-4, 4, -Infinity, Infinity])).toArray()).toEqual([-2, 4, -Infinity, Infinity]);
    expect(module.bprop(Tensor.from([2, 2, 2, 2])).toArray()).toEqual([1, 2, 1, 2]);
    expect(rng.state).toEqual(before);
    expect(gradcheck(module, Tensor.from([-1, 2, -3])).ok).toBe(true);
  });

  it("refuses bounds out of order", () => {
    expect(String(new RReLU({ lower: 0.1, upper: 0.2 }))).toBe("RReLU(0.1, 0.2)");
    for (const options of [{ lower: 1 }, { upper: NaN }])
      expect(refusal(() => new RReLU(options))).toMatchObject({ code: "ARGUMENT", path: "RReLU" });
  });
});
