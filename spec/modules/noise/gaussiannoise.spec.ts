import { describe, expect, it } from "vitest";
import { GaussianNoise, Rng, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("GaussianNoise", () => {
  it("adds the stream's normal numbers in training, and passes dy on", () => {
    const rng = new Rng(1);
    const noise = new GaussianNoise(0.5, { rng: new Rng(1) }).to("float64");
    const x = Tensor.from([1, 2, 3], [3], "float64");
    expect([...noise.fprop(x).data]).toEqual([1, 2, 3].map((v) => v + 0.5 * rng.normal()));
    expect(noise.rng.state).toEqual(rng.state);
    expect(noise.bprop(x)).toBe(x);
    expect(noise.eval().fprop(x)).toBe(x);
    expect(noise.rng.state).toEqual(rng.state);
    expect(String(noise)).toBe("GaussianNoise(0.5)");
  });

  it("refuses a std below 0", () => {
    expect(refusal(() => new GaussianNoise(-1)).what).toBe("std");
  });
});
