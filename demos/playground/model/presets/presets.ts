import {
  BatchNorm1d,
  Conv2d,
  Dropout,
  Flatten,
  GRU,
  Hardtanh,
  Linear,
  Maxout,
  MaxPool2d,
  Mean,
  PolynomialFeatures,
  PositionalEncoding,
  RadialBasis,
  ReLU,
  Select,
  Sigmoid,
  Squeeze,
  Tanh,
  Tensor,
  TransformerEncoderLayer,
} from "fprop";
import { aside } from "../catalogue.ts";
import { chosen } from "../choices.ts";
import type { Configuration } from "../configuration.ts";
import {
  blocks,
  configurationOf,
  dataFor,
  deep,
  loss,
  mlp,
  perceptron,
  sgd,
  slow,
  spirals,
  wrongStart,
} from "./parts.ts";

/** A configuration to begin with, and what to look at. */
export interface Preset {
  /** For addresses and tests: "spirals". */
  readonly id: string;
  /** What of the lecture it is about. */
  readonly topic: string;
  readonly title: string;
  readonly look: string;
  readonly configuration: Configuration;
}

const preset = (id: string, topic: string, title: string, look: string, make: () => Configuration): Preset => ({
  id,
  topic,
  title,
  look,
  get configuration(): Configuration {
    return aside(make);
  },
});

/** One for each topic of the lecture, in its order. */
export const presets: readonly Preset[] = [
  preset(
    "perceptron",
    "Perceptrons",
    "A perceptron",
    "Step by step: dy is 0 where the point is on its side of the line, and the line moves only for the others.",
    () => configurationOf(dataFor("blobs", { centers: 2, samples: 100 }), [new Linear(2, 1)], perceptron),
  ),
  preset(
    "xor-line",
    "Perceptrons",
    "XOR, and no line",
    "Whatever line it tries, one corner at least is wrong: the loss never stays down.",
    () => configurationOf(dataFor("xor"), [new Linear(2, 1)], perceptron),
  ),
  preset(
    "basis",
    "Fixed basis functions",
    "XOR by products",
    "The perceptron of before, behind x₁, x₂, x₁², x₁x₂ and x₂²: the weight of x₁x₂ does it.",
    () => configurationOf(dataFor("xor"), [new PolynomialFeatures(2), new Linear(5, 1)], perceptron),
  ),
  preset(
    "bumps",
    "Fixed basis functions",
    "Bumps around fixed centres",
    "Only the last layer learns; the centres stay where they were drawn, and no gradient moves them.",
    () =>
      configurationOf(
        dataFor("circles"),
        [new RadialBasis(Tensor.zeros([16, 2]), 0.6), new Linear(16, 1)],
        loss("BCEWithLogitsLoss"),
      ),
  ),
  preset("delta", "The delta rule", "The delta rule", "One example a step: dW is the error y − t, times x.", () =>
    configurationOf(dataFor("plane"), [new Linear(2, 1)], { ...loss("MSELoss"), ...sgd(0.05), ...slow }),
  ),
  preset(
    "logistic",
    "Losses",
    "Logistic regression",
    "dy = σ(y) − t: what the net says minus what is true. Try HingeLoss and MSELoss in its place.",
    () =>
      configurationOf(dataFor("blobs", { centers: 2, noise: 2 }), [new Linear(2, 1)], {
        ...loss("BCEWithLogitsLoss"),
        ...sgd(0.1),
      }),
  ),
  preset(
    "spirals",
    "Backpropagation",
    "Two spirals",
    "Two hidden layers learn what no line can: watch the maps of the hidden units turn from lines to curves.",
    () =>
      configurationOf(
        spirals(),
        mlp(() => new Tanh(), 2, 2, 32),
        { batchSize: 32 },
      ),
  ),
  preset("three-arms", "Backpropagation", "Three spirals", "Three outputs, one for each arm: the largest wins.", () =>
    configurationOf(
      dataFor("spirals", { arms: 3, samples: 600, turns: 1 }),
      mlp(() => new Tanh(), 2, 3, 32),
      { batchSize: 32 },
    ),
  ),
  preset(
    "batches",
    "Batches",
    "All examples in one step",
    "The gradient of a batch is the mean of those of its examples: the curve is smooth, and each step dear.",
    () =>
      configurationOf(
        dataFor("moons"),
        mlp(() => new Tanh()),
        { ...sgd(0.5), batchSize: 1000 },
      ),
  ),
  preset(
    "softmax",
    "Softmax",
    "Softmax and cross-entropy",
    "dy = softmax(y) − onehot(t): in each row the numbers add up to 0.",
    () => configurationOf(dataFor("blobs", { centers: 4, samples: 400 }), [new Linear(2, 4)], sgd(0.1)),
  ),
  preset(
    "saturation",
    "Saturation",
    "A sigmoid and the squared error",
    "Where the net is confidently wrong, y (1 − y) is next to 0, and so is dx of the Sigmoid: nothing moves.",
    () => wrongStart("MSELoss"),
  ),
  preset(
    "vanishing",
    "Saturation",
    "Gradients that vanish",
    "Layer by layer y (1 − y) ≤ ¼ is multiplied in: look at the gradient norms of the first layers.",
    () =>
      configurationOf(
        dataFor("circles"),
        deep(() => new Sigmoid(), 5),
      ),
  ),
  preset("hardtanh", "Activations", "Hard tanh", "Corners instead of curves; where x is beyond ±1, dx is 0.", () =>
    configurationOf(
      dataFor("moons"),
      mlp(() => new Hardtanh()),
    ),
  ),
  preset(
    "relu",
    "Activations",
    "ReLU",
    "The plane falls into pieces, and on each the net is linear; dx is dy or 0.",
    () =>
      configurationOf(
        dataFor("moons"),
        mlp(() => new ReLU()),
      ),
  ),
  preset("maxout", "Activations", "Maxout", "The largest of three lines: the gradient goes to the one that won.", () =>
    configurationOf(dataFor("circles"), [new Maxout(2, 8, 3), new Linear(8, 2)]),
  ),
  preset(
    "overfitting",
    "Regularization",
    "Learned by heart",
    "Few examples, much noise, many weights: training falls, test rises. Give it an L2 penalty.",
    () =>
      configurationOf(
        { ...dataFor("moons", { samples: 60, noise: 0.35 }), testSize: 0.5 },
        mlp(() => new ReLU(), 2, 2, 64),
      ),
  ),
  preset(
    "dropout",
    "Regularization",
    "Dropout",
    "In each step a fifth of the units is left out: their dx is 0, and so are their weights' gradients.",
    () =>
      configurationOf({ ...dataFor("moons", { samples: 120, noise: 0.3 }), testSize: 0.5 }, [
        new Linear(2, 32),
        new ReLU(),
        new Dropout(0.2),
        new Linear(32, 32),
        new ReLU(),
        new Dropout(0.2),
        new Linear(32, 2),
      ]),
  ),
  preset(
    "batchnorm",
    "Normalisation",
    "Batch normalisation",
    "Each unit has mean 0 and variance 1 over the batch: dx has neither a mean nor a part along x.",
    () =>
      configurationOf(
        spirals(),
        [
          new Linear(2, 32),
          new BatchNorm1d(32),
          new Tanh(),
          new Linear(32, 32),
          new BatchNorm1d(32),
          new Tanh(),
          new Linear(32, 2),
        ],
        { batchSize: 64 },
      ),
  ),
  preset(
    "skip",
    "Skip connections",
    "Ten residual blocks",
    "dx = dy + f′ᵀ dy: look how little the gradient changes from the last block to the first.",
    () => configurationOf(spirals(), blocks(true)),
  ),
  preset(
    "recurrence",
    "Recurrence",
    "Digits, row by row",
    "A GRU reads eight rows of eight pixels, one after the other; the gradient comes back through time.",
    () =>
      configurationOf(dataFor("digits"), [new Squeeze(1), new GRU(8, 32), new Select(1, -1), new Linear(32, 10)], {
        batchSize: 32,
      }),
  ),
  preset(
    "convolution",
    "Convolution",
    "Digits, by filters",
    "A filter's gradient is a sum over all places where it looked: see its dW as a picture of 3 × 3.",
    () =>
      configurationOf(
        dataFor("digits"),
        [
          new Conv2d(1, 8, 3, { padding: 1 }),
          new ReLU(),
          new MaxPool2d(2),
          new Conv2d(8, 16, 3, { padding: 1 }),
          new ReLU(),
          new MaxPool2d(2),
          new Flatten(),
          new Linear(64, 10),
        ],
        { batchSize: 32 },
      ),
  ),
  preset(
    "attention",
    "Attention",
    "Digits, by attention",
    "Each row of pixels looks at all others; the mean of what they found says the digit.",
    () =>
      configurationOf(
        dataFor("digits"),
        [
          new Squeeze(1),
          new Linear(8, 16),
          new PositionalEncoding(16),
          new TransformerEncoderLayer(16, 2, { dimFeedforward: 32, dropout: 0 }),
          new Mean(1),
          new Linear(16, 10),
        ],
        { batchSize: 32 },
      ),
  ),
  preset(
    "curvature",
    "Optimizers",
    "L-BFGS",
    "A few steps on all examples, each along a direction that knows the curvature.",
    () =>
      configurationOf(
        dataFor("circles"),
        mlp(() => new Tanh()),
        {
          optimizer: chosen("optimizer", "LBFGS"),
          batchSize: 1000,
          speed: 10,
        },
      ),
  ),
];
