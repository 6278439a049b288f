import { describe, expect, it } from "vitest";
import {
  Accuracy,
  AUROC,
  ConfusionMatrix,
  CrossEntropyLoss,
  F1Score,
  MeanAbsoluteError,
  MeanSquaredError,
  Perplexity,
  Precision,
  R2Score,
  Recall,
  Rng,
  Tensor,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { drawn } from "../../values.ts";

const classes = (...t: number[]): Tensor => Tensor.from(t, [t.length], "int32");
/** Scores under which row i says class k[i] of n. */
const said = (n: number, ...k: number[]): Tensor =>
  Tensor.from(k.map((right) => Array.from({ length: n }, (_, j) => (j === right ? 1 : 0))));

describe("metrics", () => {
  it("Accuracy counts the best, or those among the best, and the first of equals", () => {
    const metric = new Accuracy();
    metric.update(said(3, 0, 1, 2, 2), classes(0, 1, 1, 2));
    expect(metric.value()).toBe(0.75);
    metric.update(said(3, 0, 0, 0, 0), classes(1, 1, 1, 1));
    expect(metric.value()).toBe(0.375);
    metric.reset();
    expect(metric.value()).toBeNaN();
    const two = new Accuracy({ topK: 2 });
    two.update(
      Tensor.from([
        [3, 2, 1],
        [3, 2, 1],
        [3, 2, 1],
        [1, 1, 1],
        [1, 1, 1],
      ]),
      classes(0, 1, 2, 1, 2),
    );
    expect(two.value()).toBe(3 / 5);
  });

  it("Accuracy takes one score for two classes, and scores with further axes", () => {
    const metric = new Accuracy();
    metric.update(Tensor.from([[0.5], [-0.5], [2]]), Tensor.from([[1], [1], [1]]));
    expect(metric.value()).toBeCloseTo(2 / 3, 12);
    const other = new Accuracy({ threshold: 0.6 });
    other.update(Tensor.from([0.5, 0.7]), Tensor.from([0, 1]));
    expect(other.value()).toBe(1);
    const pixels = new Accuracy();
    pixels.update(
      Tensor.from([
        [
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      ]),
      Tensor.from([[0, 2]], undefined, "int32"),
    );
    expect(pixels.value()).toBe(0.5);
  });

  it("ConfusionMatrix has what was right in rows and what was said in columns", () => {
    const matrix = new ConfusionMatrix(3);
    matrix.update(said(3, 0, 1, 1, 2, 0), classes(0, 1, 2, 2, 0));
    expect(matrix.counts.toArray()).toEqual([
      [2, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ]);
    expect(matrix.value()).toBe(0.8);
    expect(matrix.of(1)).toEqual({ hits: 1, said: 2, real: 1 });
  });

  it("Precision, Recall and F1Score follow from it, averaged in three ways", () => {
    const [y, t] = [said(3, 0, 1, 1, 2, 0, 0), classes(0, 1, 2, 2, 0, 1)];
    const value = (metric: Precision | Recall | F1Score): number => {
      metric.update(y, t);
      return metric.value();
    };
    expect(value(new Precision(3))).toBeCloseTo((2 / 3 + 1 / 2 + 1) / 3, 12);
    expect(value(new Recall(3))).toBeCloseTo((1 + 1 / 2 + 1 / 2) / 3, 12);
    expect(value(new F1Score(3))).toBeCloseTo((4 / 5 + 1 / 2 + 2 / 3) / 3, 12);
    expect(value(new Precision(3, { average: "weighted" }))).toBeCloseTo((2 * (2 / 3) + 2 * (1 / 2) + 2) / 6, 12);
    for (const metric of [Precision, Recall, F1Score])
      expect(value(new metric(3, { average: "micro" }))).toBeCloseTo(4 / 6, 12);
    const binary = new Precision();
    binary.update(Tensor.from([[1], [1], [-1], [1]]), Tensor.from([[1], [0], [1], [1]]));
    expect(binary.value()).toBeCloseTo(2 / 3, 12);
    const never = new Recall(3);
    never.update(said(3, 0), classes(0));
    expect(never.value()).toBeCloseTo(1 / 3, 12);
  });

  it("AUROC is how often a one is above a zero, by all pairs", () => {
    const rng = new Rng(3);
    const [y, t] = [drawn([40], () => rng.integer(8)), drawn([40], () => rng.integer(2))];
    const metric = new AUROC();
    metric.update(y.rows(0, 15), t.rows(0, 15));
    metric.update(y.rows(15, 40), t.rows(15, 40));
    let [sum, pairs] = [0, 0];
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < 40; j++)
        if (t.data[i] === 1 && t.data[j] === 0) {
          pairs++;
          sum += y.data[i] > y.data[j] ? 1 : y.data[i] === y.data[j] ? 0.5 : 0;
        }
    expect(metric.value()).toBeCloseTo(sum / pairs, 12);
    metric.reset();
    metric.update(Tensor.from([1, 2]), Tensor.from([1, 1]));
    expect(metric.value()).toBeNaN();
  });

  it("R2Score, MeanSquaredError and MeanAbsoluteError are of all numbers, in whatever batches", () => {
    const rng = new Rng(4);
    const t = drawn([30, 2], () => 100 + rng.normal());
    const y = t.clone();
    y.data.set(t.data.map((v, i) => v + (i % 3) / 10));
    const metrics = [new R2Score(), new MeanSquaredError(), new MeanAbsoluteError()];
    for (const metric of metrics)
      for (const [from, to] of [
        [0, 7],
        [7, 8],
        [8, 30],
      ])
        metric.update(y.rows(from, to), t.rows(from, to));
    const mean = t.data.reduce((a, b) => a + b, 0) / 60;
    const spread = t.data.reduce((s, v) => s + (v - mean) ** 2, 0);
    const squares = t.data.reduce((s, v, i) => s + (y.data[i] - v) ** 2, 0);
    expect(metrics[0].value()).toBeCloseTo(1 - squares / spread, 10);
    expect(metrics[1].value()).toBeCloseTo(squares / 60, 12);
    expect(metrics[2].value()).toBeCloseTo(t.data.reduce((s, v, i) => s + Math.abs(y.data[i] - v), 0) / 60, 12);
  });

  it("Perplexity is e to the cross-entropy, without what is ignored", () => {
    const rng = new Rng(5);
    const [y, t] = [drawn([6, 4], () => 3 * rng.normal()), classes(0, 3, -100, 1, 2, 2)];
    const metric = new Perplexity();
    metric.update(y.rows(0, 2), t.rows(0, 2));
    metric.update(y.rows(2, 6), t.rows(2, 6));
    expect(metric.value()).toBeCloseTo(Math.exp(new CrossEntropyLoss().fprop(y, t)), 5);
  });

  it("refuse what does not go together", () => {
    const y = said(3, 0, 1);
    expect(refusal(() => new Accuracy().update(y, classes(0, 1, 2)))).toMatchObject({ code: "SHAPE", what: "t" });
    expect(refusal(() => new Accuracy().update(y, classes(0, 3)))).toMatchObject({ code: "TARGET", what: "t[1]" });
    expect(refusal(() => new ConfusionMatrix(4).update(y, classes(0, 1))).code).toBe("SHAPE");
    expect(refusal(() => new AUROC().update(y, classes(0, 1))).code).toBe("SHAPE");
    expect(refusal(() => new Perplexity().update(Tensor.from([1, 2]), Tensor.from([1, 0]))).code).toBe("SHAPE");
    expect(refusal(() => new R2Score().update(Tensor.zeros([2]), Tensor.zeros([3]))).code).toBe("SHAPE");
    expect(refusal(() => new Precision(3, { average: "mean" as never })).code).toBe("ARGUMENT");
    expect(refusal(() => new Accuracy({ topK: 0 })).code).toBe("ARGUMENT");
  });
});
