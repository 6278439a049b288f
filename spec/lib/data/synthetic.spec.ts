import { describe, expect, it } from "vitest";
import {
  makeBlobs,
  makeCircles,
  makeMoons,
  makeRegression,
  makeSpirals,
  makeXor,
  Rng,
  type TensorDataset,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits } from "../../values.ts";

const rng = (seed = 1): Rng => new Rng(seed);
const points = ({ x }: TensorDataset): number[][] => x.toArray() as number[][];
const radius = ([a, b]: readonly number[]): number => Math.sqrt(a * a + b * b);
const near = (set: TensorDataset, expected: readonly (readonly number[])[]): void => {
  for (const [i, point] of points(set).entries())
    for (const [j, v] of point.entries()) expect(v, `${i}, ${j}`).toBeCloseTo(expected[i][j], 6);
};

describe("synthetic sets", () => {
  it("makeXor has the four cases, and more with noise", () => {
    const set = makeXor();
    expect(points(set)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect([...set.t.data]).toEqual([0, 1, 1, 0]);
    const many = makeXor(400, { noise: 0.1, rng: rng() });
    for (const [i, [a, b]] of points(many).entries()) expect(many.t.data[i]).toBe(Number(a > 0.5) ^ Number(b > 0.5));
  });

  it("makeMoons are scikit-learn's half circles", () => {
    // make_moons(6, shuffle=False) has the moons behind each other; here they take turns.
    near(makeMoons(6, { shuffle: false }), [
      [1, 0],
      [0, 0.5],
      [0, 1],
      [1, -0.5],
      [-1, 0],
      [2, 0.5],
    ]);
    expect([...makeMoons(5, { shuffle: false }).t.data]).toEqual([0, 1, 0, 1, 0]);
  });

  it("makeCircles has one inside the other", () => {
    near(makeCircles(8, { shuffle: false, factor: 0.5 }), [
      [1, 0],
      [0.5, 0],
      [0, 1],
      [0, 0.5],
      [-1, 0],
      [-0.5, 0],
      [0, -1],
      [0, -0.5],
    ]);
  });

  it("makeSpirals has arms that are turned copies of each other, and grow", () => {
    const set = makeSpirals(60, { arms: 3, shuffle: false });
    const p = points(set);
    for (let i = 0; i < 60; i += 3) {
      const r = 0.1 + (0.9 * i) / 57;
      for (let a = 0; a < 3; a++) expect(radius(p[i + a])).toBeCloseTo(r, 6);
      expect(p[i][0] + p[i + 1][0] + p[i + 2][0]).toBeCloseTo(0, 6);
      expect([...set.t.data.slice(i, i + 3)]).toEqual([0, 1, 2]);
    }
  });

  it("makeBlobs stands around its centres", () => {
    const centers = [
      [-5, 0, 5],
      [5, 5, 5],
    ];
    const set = makeBlobs(2000, { centers, clusterStd: [0.1, 2], rng: rng() });
    for (const kind of [0, 1])
      for (let j = 0; j < 3; j++) {
        const column = points(set)
          .filter((_, i) => set.t.data[i] === kind)
          .map((p) => p[j]);
        expect(column).toHaveLength(1000);
        const mean = column.reduce((s, v) => s + v, 0) / 1000;
        const sd = Math.sqrt(column.reduce((s, v) => s + (v - mean) ** 2, 0) / 1000);
        expect(Math.abs(mean - centers[kind][j])).toBeLessThan((5 * [0.1, 2][kind]) / Math.sqrt(1000));
        expect(Math.abs(sd / [0.1, 2][kind] - 1)).toBeLessThan(0.12);
      }
    const free = makeBlobs(50, { centers: 4, nFeatures: 3, clusterStd: 0, centerBox: [2, 3], rng: rng() });
    expect(new Set(points(free).map(String)).size).toBe(4);
    expect(free.x.data.every((v) => v >= 2 && v <= 3)).toBe(true);
  });

  it("makeRegression is planes, and noise on them", () => {
    const exact = makeRegression(20, {
      coef: [
        [2, -1],
        [0, 0.5],
      ],
      bias: 3,
      rng: rng(),
    });
    for (const [i, [a, b]] of points(exact).entries()) {
      expect(exact.t.data[2 * i]).toBeCloseTo(2 * a - b + 3, 5);
      expect(exact.t.data[2 * i + 1]).toBeCloseTo(0.5 * b + 3, 5);
    }
    const noisy = makeRegression(2000, { coef: [[1]], noise: 0.5, rng: rng() });
    const off = points(noisy).map(([a], i) => noisy.t.data[i] - a);
    expect(Math.abs(off.reduce((s, v) => s + v * v, 0) / 2000 - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / 2000));
    expect(makeRegression(3, { nFeatures: 5, nTargets: 2, rng: rng() })).toMatchObject({
      x: { shape: [3, 5] },
      t: { shape: [3, 2], dtype: "float32" },
    });
  });

  const makers: Readonly<Record<string, (n: number, options: { rng?: Rng; shuffle?: boolean }) => TensorDataset>> = {
    makeXor,
    makeSpirals,
    makeMoons,
    makeCircles,
    makeBlobs,
  };
  it.each(Object.entries(makers))(
    "%s has classes of equal size, shuffled or not, the same bits for one seed",
    (name, make) => {
      const noise = name === "makeBlobs" ? {} : { noise: 0.1 };
      const set = make(101, { ...noise, shuffle: true, rng: rng() });
      const again = make(101, { ...noise, shuffle: true, rng: rng() });
      expect(bits([set.x, set.t])).toBe(bits([again.x, again.t]));
      const ordered = make(101, { ...noise, shuffle: false, rng: rng() });
      const rows = ({ x, t }: TensorDataset): string[] =>
        (x.toArray() as number[][]).map((p, i) => `${p} ${t.data[i]}`);
      expect(rows(ordered)).not.toEqual(rows(set));
      expect(rows(ordered).sort()).toEqual(rows(set).sort());
      expect(set).toMatchObject({ x: { shape: [101, 2], dtype: "float32" }, t: { shape: [101], dtype: "int32" } });
      const counts = set.t.data.reduce<number[]>((c, k) => ((c[k] = (c[k] ?? 0) + 1), c), []);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1 + Number(name === "makeXor") * 25);
      expect(bits(make(101, { ...noise, shuffle: true, rng: rng(2) }).x)).not.toBe(bits(set.x));
    },
  );

  it("refuses sizes and options that are none", () => {
    for (const [name, make] of [...Object.entries(makers), ["makeRegression", makeRegression] as const])
      for (const n of [0, -1, 2.5, NaN, "3"])
        expect(
          refusal(() => make(n as never, {})),
          name,
        ).toMatchObject({ code: "ARGUMENT", path: name, what: "nSamples" });
    for (const call of [
      () => makeXor(3),
      () => makeMoons(10, { noise: -1 }),
      () => makeMoons(10, { rng: 1 as never }),
      () => makeCircles(10, { factor: 1 }),
      () => makeSpirals(10, { arms: 0 }),
      () => makeSpirals(10, { turns: Infinity }),
      () => makeSpirals(2, { arms: 3 }),
      () => makeBlobs(10, { centers: 11 }),
      () => makeBlobs(10, { centers: [[1, 2], [3]] }),
      () => makeBlobs(10, { centers: [[NaN]] }),
      () => makeBlobs(10, { clusterStd: [1, 2] }),
      () => makeBlobs(10, { clusterStd: -1 }),
      () => makeRegression(10, { coef: [[1], [1, 2]] }),
      () => makeRegression(10, { nFeatures: 0 }),
      () => makeRegression(10, { bias: NaN }),
      () => makeRegression(10, { noise: -1 }),
    ])
      expect(refusal(call)).toMatchObject({ code: "ARGUMENT" });
  });
});
