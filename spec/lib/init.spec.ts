import { describe, expect, it } from "vitest";
import * as init from "../../lib/init.ts";
import { Rng } from "../../lib/rng.ts";

/** Mean, standard deviation and largest size of many draws. */
function moments(make: init.Init, shape: readonly number[]): { mean: number; std: number; largest: number } {
  const { data, size, dtype, shape: own } = make(shape, new Rng(1));
  expect([dtype, own]).toEqual(["float32", shape]);
  const mean = data.reduce((s, v) => s + v, 0) / size;
  const std = Math.sqrt(data.reduce((s, v) => s + (v - mean) ** 2, 0) / size);
  return { mean, std, largest: data.reduce((m, v) => Math.max(m, Math.abs(v)), 0) };
}

/** The distribution fills ±bound evenly. */
function expectUniform(make: init.Init, shape: readonly number[], bound: number): void {
  const { mean, std, largest } = moments(make, shape);
  expect(largest).toBeLessThanOrEqual(Math.fround(bound));
  expect(largest).toBeGreaterThan(0.995 * bound);
  expect(Math.abs(mean)).toBeLessThan(0.03 * bound);
  expect(std / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
}

function expectNormal(make: init.Init, shape: readonly number[], wanted: number): void {
  const { mean, std, largest } = moments(make, shape);
  expect(Math.abs(mean)).toBeLessThan(0.05 * wanted);
  expect(std / wanted).toBeCloseTo(1, 1);
  expect(largest).toBeGreaterThan(2.5 * wanted);
}

// Fan-in and fan-out: of a matrix [out, in]; of a kernel [out, in, h, w]; of a vector, its length for both.
describe.each([
  ["a matrix", [60, 100], 100, 60],
  ["convolution kernels", [40, 20, 3, 5], 300, 600],
  ["a vector", [5000], 5000, 5000],
] as const)("for %s", (_, shape, into, out) => {
  it("xavierUniform has the bound √(6 / (in + out)) times the gain", () => {
    expectUniform(init.xavierUniform(), shape, Math.sqrt(6 / (into + out)));
    expectUniform(init.xavierUniform(2.5), shape, 2.5 * Math.sqrt(6 / (into + out)));
  });
  it("xavierNormal has the standard deviation √(2 / (in + out)) times the gain", () => {
    expectNormal(init.xavierNormal(), shape, Math.sqrt(2 / (into + out)));
    expectNormal(init.xavierNormal(0.3), shape, 0.3 * Math.sqrt(2 / (into + out)));
  });
  it("kaimingUniform has the bound √(6 / ((1 + a²) in)), which is 1/√in for Linear's a = √5", () => {
    expectUniform(init.kaimingUniform(), shape, Math.sqrt(6 / into));
    expectUniform(init.kaimingUniform(Math.sqrt(5)), shape, 1 / Math.sqrt(into));
  });
  it("kaimingNormal has the standard deviation √(2 / ((1 + a²) in))", () => {
    expectNormal(init.kaimingNormal(), shape, Math.sqrt(2 / into));
    expectNormal(init.kaimingNormal(0.5), shape, Math.sqrt(2 / (1.25 * into)));
  });
});

describe("init", () => {
  it("fills with zeros and constants", () => {
    expect(init.zeros([2, 2], new Rng(1)).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(init.constant(-0.5)([3], new Rng(1)).toArray()).toEqual([-0.5, -0.5, -0.5]);
  });

  it("draws uniform and normal numbers as asked", () => {
    const t = init.uniform(2, 3)([5000], new Rng(1));
    expect(t.data.every((v) => v >= 2 && v <= 3)).toBe(true);
    expect(moments(init.uniform(2, 3), [5000]).mean).toBeCloseTo(2.5, 1);
    const { mean, std } = moments(init.normal(-4, 0.5), [5000]);
    expect(mean).toBeCloseTo(-4, 1);
    expect(std).toBeCloseTo(0.5, 1);
    expectNormal(init.normal(), [5000], 1);
  });

  it("draws from the generator it is given, and from nothing else", () => {
    for (const make of [
      init.uniform(-1, 1),
      init.normal(),
      init.xavierUniform(),
      init.xavierNormal(),
      init.kaimingUniform(),
      init.kaimingNormal(),
    ]) {
      expect(make([7], new Rng(3)).data).toEqual(make([7], new Rng(3)).data);
      expect(make([7], new Rng(3)).data).not.toEqual(make([7], new Rng(4)).data);
    }
  });

  it.each([
    ["constant", () => init.constant(NaN)],
    ["uniform", () => init.uniform(1, 0)],
    ["uniform", () => init.uniform(-Infinity, 0)],
    ["normal", () => init.normal(0, -1)],
    ["normal", () => init.normal(NaN)],
    ["xavierUniform", () => init.xavierUniform("1" as unknown as number)],
    ["xavierNormal", () => init.xavierNormal(Infinity)],
    ["kaimingUniform", () => init.kaimingUniform(NaN)],
    ["kaimingNormal", () => init.kaimingNormal(NaN)],
  ])("refuses options that make no sense: %s", (name, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "ARGUMENT", path: name }));
  });
});
