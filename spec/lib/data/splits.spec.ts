import { describe, expect, it } from "vitest";
import { kFold, randomSplit, Rng, Tensor, TensorDataset, trainTestSplit, type Subset } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const of = (n: number): TensorDataset => new TensorDataset(Tensor.zeros([n, 1]), Tensor.zeros([n], "int32"));
const sorted = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b);
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const indices = (parts: readonly Subset<Tensor, Tensor>[]): number[][] => parts.map((p) => [...p.indices]);
const counts = (rows: Iterable<number>, labels: readonly number[]): number[] =>
  [...rows].reduce<number[]>(
    (c, row) => c.with(labels[row], c[labels[row]] + 1),
    Array.from({ length: 3 }, () => 0),
  );
/** Three classes of 12, 6 and 3, mixed. */
const labels = all(21).map((i) => (i % 7 < 4 ? 0 : i % 7 < 6 ? 1 : 2));

describe("randomSplit", () => {
  it("parts by lengths and by shares, each example once", () => {
    for (const [lengths, sizes] of [
      [
        [3, 5, 2],
        [3, 5, 2],
      ],
      [
        [0.5, 0.5],
        [5, 5],
      ],
      [
        [0.33, 0.33, 0.34],
        [4, 3, 3],
      ],
      [
        [0.8, 0.1, 0.1],
        [8, 1, 1],
      ],
      [[1], [10]],
    ]) {
      const parts = randomSplit(of(10), lengths, { rng: new Rng(1) });
      expect(parts.map((p) => p.length)).toEqual(sizes);
      expect(sorted(indices(parts).flat())).toEqual(all(10));
    }
  });

  it("is the same for one seed, and another for the next", () => {
    const split = (seed: number): number[][] => indices(randomSplit(of(30), [0.7, 0.3], { rng: new Rng(seed) }));
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });

  it("refuses lengths of another sum, empty parts and what is no length", () => {
    for (const lengths of [[4, 4], [0.5, 0.6], [10, 0], [0.99, 0.01], [], [-1, 11], [NaN], [2.5, 7.5], "10"])
      expect(refusal(() => randomSplit(of(10), lengths as never))).toMatchObject({
        code: "ARGUMENT",
        path: "randomSplit",
      });
    expect(refusal(() => randomSplit(of(2), [1, 1], { rng: 3 as never }))).toMatchObject({ what: "rng" });
    expect(refusal(() => randomSplit([] as never, [1]))).toMatchObject({ what: "dataset" });
  });
});

describe("trainTestSplit", () => {
  it("tests with a share, rounded up, or a number", () => {
    for (const [n, testSize, tested] of [
      [10, 0.25, 3],
      [15, 0.2, 3],
      [100, 0.07, 7],
      [10, 4, 4],
      [2, 0.5, 1],
    ]) {
      const parts = trainTestSplit(of(n), { testSize, rng: new Rng(1) });
      expect(parts.map((p) => p.length)).toEqual([n - tested, tested]);
      expect(sorted(indices(parts).flat())).toEqual(all(n));
    }
    expect(indices(trainTestSplit(of(5), { testSize: 2, shuffle: false }))).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  it("has each class in both parts as its share is", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [training, test] = trainTestSplit(of(21), { testSize: 7, stratify: labels, rng: new Rng(seed) });
      expect(counts(test.indices, labels)).toEqual([4, 2, 1]);
      expect(sorted([...training.indices, ...test.indices])).toEqual(all(21));
    }
    // Of 12, 6 and 3 eight are tested with: 4.57, 2.29 and 1.14, so the class of the largest remainder has the odd one.
    const [, test] = trainTestSplit(of(21), {
      testSize: 8,
      stratify: Tensor.from(labels, [21], "int32"),
      shuffle: false,
    });
    expect(counts(test.indices, labels)).toEqual([5, 2, 1]);
    expect([...test.indices]).toEqual(sorted(test.indices));
  });

  it("refuses a size that leaves a part empty, and classes that are none", () => {
    for (const testSize of [0, 10, 11, -1, NaN, 2.5])
      expect(refusal(() => trainTestSplit(of(10), { testSize }))).toMatchObject({ code: "ARGUMENT", what: "testSize" });
    expect(refusal(() => trainTestSplit(of(1)))).toMatchObject({ code: "ARGUMENT", what: "testSize" });
    for (const stratify of [[1, 2], Tensor.zeros([3]), all(10).map((i) => i / 2), "abc", 3])
      expect(refusal(() => trainTestSplit(of(10), { stratify: stratify as never }))).toMatchObject({
        what: "stratify",
      });
  });
});

describe("kFold", () => {
  it("tests with every example once, in parts that follow each other", () => {
    const folds = kFold(of(7), 3);
    expect(folds.map(([, test]) => [...test.indices])).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(folds.map(([training]) => [...training.indices])[1]).toEqual([0, 1, 2, 5, 6]);
  });

  it.each([
    ["in order", {}],
    ["shuffled", { shuffle: true }],
    ["by classes", { stratify: labels }],
    ["by classes, shuffled", { stratify: labels, shuffle: true }],
  ])("parts evenly, %s", (_, options) => {
    for (const k of [2, 3, 4, 5, 20, 21]) {
      const folds = kFold(of(21), k, { ...options, rng: new Rng(k) });
      expect(folds).toHaveLength(k);
      expect(sorted(folds.flatMap(([, test]) => [...test.indices]))).toEqual(all(21));
      for (const [training, test] of folds) {
        expect(sorted([...training.indices, ...test.indices])).toEqual(all(21));
        expect([...test.indices]).toEqual(sorted(test.indices));
        expect(Math.abs(test.length - 21 / k)).toBeLessThan(1);
        if ("stratify" in options)
          for (const [c, count] of counts(test.indices, labels).entries())
            expect(Math.abs(count - [12, 6, 3][c] / k)).toBeLessThan(1);
      }
    }
  });

  it("draws its parts where it is told to", () => {
    const folds = (seed: number): number[][] =>
      kFold(of(21), 3, { shuffle: true, rng: new Rng(seed) }).map(([, test]) => [...test.indices]);
    expect(folds(1)).toEqual(folds(1));
    expect(folds(1)).not.toEqual(folds(2));
  });

  it("refuses k that is none", () => {
    for (const k of [1, 0, 8, 2.5, NaN])
      expect(refusal(() => kFold(of(7), k))).toMatchObject({ code: "ARGUMENT", what: "k" });
  });
});
