import { Linear, ReLU, Sigmoid, Softmax, Tanh } from "fprop";
import { aside } from "../catalogue.ts";
import type { Configuration } from "../configuration.ts";
import { blocks, configurationOf, dataFor, deep, mlp, sgd, spirals, wrongStart } from "./parts.ts";

/** Two configurations on the same data and seed. */
export interface Comparison {
  readonly id: string;
  readonly title: string;
  readonly look: string;
  readonly left: Configuration;
  readonly right: Configuration;
  readonly names: readonly [left: string, right: string];
}

const comparison = (
  id: string,
  title: string,
  look: string,
  names: Comparison["names"],
  left: () => Configuration,
  right: () => Configuration,
): Comparison => ({
  id,
  title,
  look,
  names,
  get left(): Configuration {
    return aside(left);
  },
  get right(): Configuration {
    return aside(right);
  },
});

/** Pairs in which one thing differs. */
export const comparisons: readonly Comparison[] = [
  comparison(
    "l2-or-cross-entropy",
    "Sigmoid: squared error or cross-entropy",
    "Both start confidently wrong. With the squared error dx of the Sigmoid has its slope y (1 − y) in it, and nothing moves.",
    ["Squared error", "Cross-entropy"],
    () => wrongStart("MSELoss"),
    () => wrongStart("BCELoss"),
  ),
  comparison(
    "skip-or-not",
    "With and without skip connections",
    "Ten blocks: compare the gradient norms of the first layers.",
    ["Without", "With"],
    () => configurationOf(spirals(), blocks(false)),
    () => configurationOf(spirals(), blocks(true)),
  ),
  comparison(
    "sgd-or-adam",
    "SGD and Adam",
    "The same gradients at first; Adam gives each weight a step of about the same size.",
    ["SGD", "Adam"],
    () =>
      configurationOf(
        spirals(),
        mlp(() => new Tanh(), 2, 2, 32),
        { ...sgd(0.1), batchSize: 32 },
      ),
    () =>
      configurationOf(
        spirals(),
        mlp(() => new Tanh(), 2, 2, 32),
        { batchSize: 32 },
      ),
  ),
  comparison(
    "sigmoid-or-relu",
    "Sigmoid and ReLU, deep",
    "Through five layers: what is left of the gradient at the first one?",
    ["Sigmoid", "ReLU"],
    () =>
      configurationOf(
        dataFor("circles"),
        deep(() => new Sigmoid(), 5),
      ),
    () =>
      configurationOf(
        dataFor("circles"),
        deep(() => new ReLU(), 5),
      ),
  ),
  comparison(
    "penalty-or-not",
    "With and without L2",
    "The penalty pulls all weights towards 0: the border between the classes becomes smooth.",
    ["λ = 0", "λ = 0.003"],
    () =>
      configurationOf(
        { ...dataFor("moons", { samples: 60, noise: 0.35 }), testSize: 0.5 },
        mlp(() => new ReLU(), 2, 2, 64),
      ),
    () =>
      configurationOf(
        { ...dataFor("moons", { samples: 60, noise: 0.35 }), testSize: 0.5 },
        mlp(() => new ReLU(), 2, 2, 64),
        { regularizer: { kind: "L2", lambda: 0.003 } },
      ),
  ),
  comparison(
    "one-or-all",
    "One example a step, or all",
    "Small steps that often go astray, or few that never do.",
    ["1", "All"],
    () =>
      configurationOf(
        dataFor("moons"),
        mlp(() => new Tanh()),
        { ...sgd(0.05), batchSize: 1 },
      ),
    () =>
      configurationOf(
        dataFor("moons"),
        mlp(() => new Tanh()),
        { ...sgd(0.5), batchSize: 1000 },
      ),
  ),
  comparison(
    "softmax-twice",
    "A Softmax too many",
    "CrossEntropyLoss has a softmax in it: with another one before it, the slopes are small, and it learns slowly.",
    ["Logits", "Softmax before the loss"],
    () => configurationOf(dataFor("blobs", { centers: 4, samples: 400 }), [new Linear(2, 4)], sgd(0.1)),
    () => configurationOf(dataFor("blobs", { centers: 4, samples: 400 }), [new Linear(2, 4), new Softmax()], sgd(0.1)),
  ),
];
