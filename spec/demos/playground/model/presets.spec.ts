import type { Tensor } from "fprop";
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { comparisons, presets } from "../../../../demos/playground/model/presets.ts";
import { gradientNorms, scoreOf } from "../../../../demos/playground/worker/scores.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";
import { traceOf } from "../../../../demos/playground/worker/tracing.ts";

// What presets and comparisons say that there is to see, is there.

const preset = (id: string): Configuration => presets.find((p) => p.id === id)!.configuration;
const pair = (id: string): readonly [Configuration, Configuration] => {
  const { left, right } = comparisons.find((c) => c.id === id)!;
  return [left, right];
};
function trained(configuration: Configuration, steps: number): Session {
  const session = new Session(configuration);
  for (let i = 0; i < steps; i++) session.step();
  expect(session.stopped).toBeUndefined();
  return session;
}
const accuracy = (session: Session): number => scoreOf(session, "training").accuracy;
/** The first gradient norm by the last. */
function fading(session: Session): number {
  const norms = gradientNorms(session).map(({ norm }) => norm);
  return norms[0] / norms.at(-1)!;
}

describe("presets", () => {
  it("have names of their own, a title and a sentence", () => {
    const all = [...presets, ...comparisons];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, title, look } of all) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(title.length).toBeGreaterThan(3);
      expect(look).toMatch(/^\S.{20,}[.?]$/);
    }
  });

  it.each(presets.map(({ id }) => id))("%s learns without an accident", (id) => {
    const session = new Session(preset(id));
    const before = scoreOf(session, "training").loss;
    for (let i = 0; i < 150; i++) session.step();
    expect(session.stopped).toBeUndefined();
    const after = scoreOf(session, "training").loss;
    // No line finds its way through XOR.
    if (id !== "xor-line") expect(after).toBeLessThan(before);
  });

  it("perceptron: dy is 0 where a point is on its side of the line", () => {
    const session = trained(preset("perceptron"), 30);
    const { x, t } = session.sets.training;
    const y = session.net.predict(x) as Tensor;
    for (let row = 0; row < 20; row++) {
      const right = y.data[row] * (2 * t.data[row] - 1) >= 0;
      expect(traceOf(session, { set: "training", row }).loss.dy.data[0] === 0).toBe(right);
    }
  });

  it("xor-line never stays right, basis is, by the weight of x₁x₂", () => {
    expect(accuracy(trained(preset("xor-line"), 1500))).toBeLessThan(0.85);
    const session = trained(preset("basis"), 1500);
    expect(accuracy(session)).toBeGreaterThan(0.97);
    const weights = [...session.net.namedParameters()[0][1].value.data].map(Math.abs);
    expect(Math.max(...weights)).toBe(weights[3]);
  });

  it("softmax: dy adds up to 0 in each row", () => {
    const { loss } = traceOf(trained(preset("softmax"), 20), { set: "training", row: 0, rows: 6 });
    for (let row = 0; row < 6; row++)
      expect(Math.abs([0, 1, 2, 3].reduce((sum, k) => sum + loss.dy.data[4 * row + k], 0))).toBeLessThan(1e-7);
  });

  it("vanishing: hardly anything of the gradient reaches the first layer; skip: it does", () => {
    expect(fading(trained(preset("vanishing"), 10))).toBeLessThan(0.01);
    expect(fading(trained(preset("skip"), 10))).toBeGreaterThan(0.05);
  });

  it("overfitting: training falls, test rises", () => {
    const session = trained(preset("overfitting"), 30);
    const early = scoreOf(session, "test").loss;
    for (let i = 0; i < 2000; i++) session.step();
    expect(scoreOf(session, "training").loss).toBeLessThan(0.05);
    expect(scoreOf(session, "test").loss).toBeGreaterThan(1.5 * early);
  });

  it("digits are read by rows, by filters and by attention", () => {
    for (const id of ["recurrence", "convolution", "attention"])
      expect(scoreOf(trained(preset(id), 250), "test").accuracy, id).toBeGreaterThan(0.75);
  });
});

describe("comparisons", () => {
  it.each(comparisons.map(({ id }) => id))("%s differ in one thing, on the same data and seed", (id) => {
    const [left, right] = pair(id);
    expect([left.data, left.seed]).toEqual([right.data, right.seed]);
    const differing = (Object.keys(left) as (keyof Configuration)[]).filter(
      (key) => JSON.stringify(left[key]) !== JSON.stringify(right[key]),
    );
    const allowed = id === "one-or-all" ? ["optimizer", "batchSize"] : differing.slice(0, 1);
    expect(differing).toEqual(allowed);
    expect([...new Session(left).sets.training.x.data]).toEqual([...new Session(right).sets.training.x.data]);
  });

  it("l2-or-cross-entropy: the squared error leaves a wrong sigmoid where it is", () => {
    const [left, right] = pair("l2-or-cross-entropy").map((c) => trained(c, 200));
    expect([accuracy(left), accuracy(right)]).toEqual([0, 1]);
    const [l2, entropy] = [left, right].map((session) =>
      traceOf(new Session(session.configuration), { set: "training", row: 0 }),
    );
    // dx of the Sigmoid.
    expect(Math.abs(l2.modules[1].dx[0].data[0])).toBeLessThan(0.05);
    expect(Math.abs(entropy.modules[1].dx[0].data[0])).toBeGreaterThan(0.9);
  });

  it("skip-or-not, sigmoid-or-relu: what is left of the gradient", () => {
    for (const id of ["skip-or-not", "sigmoid-or-relu"]) {
      const [without, with_] = pair(id).map((c) => fading(trained(c, 10)));
      expect(with_, id).toBeGreaterThan(10 * without);
    }
    const [without, with_] = pair("skip-or-not").map((c) => accuracy(trained(c, 1200)));
    expect(without).toBeLessThan(0.8);
    expect(with_).toBeGreaterThan(0.95);
  });

  it("sgd-or-adam, softmax-twice, penalty-or-not", () => {
    const [sgd, adam] = pair("sgd-or-adam").map((c) => accuracy(trained(c, 1000)));
    expect(adam).toBeGreaterThan(sgd);
    const [logits, twice] = pair("softmax-twice").map((c) => scoreOf(trained(c, 300), "training").loss);
    expect(twice).toBeGreaterThan(logits);
    const [free, held] = pair("penalty-or-not").map((c) => {
      const session = trained(c, 800);
      return session.net.parameters().reduce((sum, { value }) => sum + value.data.reduce((s, v) => s + v * v, 0), 0);
    });
    expect(held).toBeLessThan(free / 2);
  });
});
