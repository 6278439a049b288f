import { describe, expect, it } from "vitest";
import { spiralPoints, trainSpirals } from "../../demos/spirals.ts";
import { accuracy } from "../../demos/training.ts";

// All 20 seeds in a soak test (SOAK=1); the first five of them every time.
const seeds = Array.from({ length: process.env.SOAK === "1" ? 20 : 5 }, (_, seed) => seed);

describe.each([2, 3] as const)("spirals with %i arms", (arms) => {
  it(`are told apart, seen points and others, to 99 % from each of ${seeds.length} seeds`, { timeout: 120_000 }, () => {
    const failed = seeds.flatMap((seed) => {
      const { training, test } = spiralPoints(arms, seed);
      const net = trainSpirals(arms, seed);
      const [seen, unseen] = [accuracy(net, training), accuracy(net, test)];
      return seen >= 0.99 && unseen >= 0.99 ? [] : [`seed ${seed}: ${seen} of the seen, ${unseen} of the others`];
    });
    expect(failed).toEqual([]);
  });

  it("have as many points in each arm, whose test points are others of the same arms", () => {
    const { training, test } = spiralPoints(arms, 1);
    for (const { x, t } of [training, test])
      for (let k = 0; k < arms; k++) {
        expect(t.data.reduce((n, v) => n + (v === k ? 1 : 0), 0)).toBe(192);
        expect(x.shape).toEqual([arms * 192, 2]);
      }
    expect(test.x.data.some((v, i) => v === training.x.data[i])).toBe(false);
    const away = test.x.data.map((v, i) => Math.abs(v - training.x.data[i])).reduce((a, b) => Math.max(a, b), 0);
    expect(away).toBeLessThan(0.5);
  });

  it("lie where sines and cosines would put them", { timeout: 60_000 }, () => {
    // Without their noise the mean of many seeds remains.
    const [mean, count] = [new Float64Array(2 * arms * 192), 200];
    for (let seed = 0; seed < count; seed++) {
      const { data } = spiralPoints(arms, seed).training.x;
      for (let i = 0; i < data.length; i++) mean[i] += data[i] / count;
    }
    const turns = arms === 2 ? 1.75 : 1.5;
    for (let i = 0; i < 192; i++)
      for (let arm = 0; arm < arms; arm++) {
        const angle = 2 * Math.PI * ((turns * i) / 192 + arm / arms);
        const radius = 0.3 + (2.7 * i) / 192;
        const row = i * arms + arm;
        expect(Math.abs(mean[2 * row] - radius * Math.cos(angle))).toBeLessThan(0.025);
        expect(Math.abs(mean[2 * row + 1] - radius * Math.sin(angle))).toBeLessThan(0.025);
      }
  });
});
