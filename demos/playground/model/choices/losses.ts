import {
  BCELoss,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  FocalLoss,
  HingeLoss,
  HuberLoss,
  L1Loss,
  LogCoshLoss,
  MSELoss,
  MultiLabelSoftMarginLoss,
  MultiMarginLoss,
  NLLLoss,
  Sigmoid,
  SmoothL1Loss,
  Softmax,
  SoftMarginLoss,
  SquaredHingeLoss,
  type Loss,
  type Module,
  type Tensor,
} from "fprop";
import type { LossTrace } from "../trace.ts";
import { flag, named, number, type Argument, type ChoiceKind } from "./kind.ts";

/** What becomes of classes: their numbers; 0 and 1; or −1 and 1: a column for each, or one for two classes and one output. */
export type TargetForm = "indices" | "unit" | "signs";

export interface LossKind extends ChoiceKind<(options: object) => Loss> {
  readonly targets: TargetForm;
  /** With one output, class 1 is said above this. */
  readonly threshold: number;
  readonly formula: LossTrace["formula"];
  /** What it makes of y on the way: its name in the formula, and the module that makes it. */
  readonly within?: readonly [name: string, module: () => Module<Tensor, Tensor>];
}

type Options = Readonly<Record<string, number | boolean | string>>;

function loss(
  of: new (options: never) => Loss,
  kind: string,
  targets: TargetForm,
  threshold: number,
  words: string,
  [E, dy, sentence]: readonly [E: string, dy: string, words: string],
  fields: LossKind["fields"] = [],
): LossKind {
  return {
    kind,
    words,
    targets,
    threshold,
    fields,
    args: ({ signs: _, ...options }: Options): readonly Argument[] => named(options),
    make: (options) => new of(options as never),
    formula: { E, dy, words: sentence },
  };
}

const signs = flag("signs");
const residual = "dy is how far y is from the target, and n numbers share it.";
const violated = "Only examples on the wrong side of the margin say anything; the others have dy = 0.";

/** Losses of one tensor and its targets. The option `signs` has classes as −1 and 1 where a loss takes any numbers. */
export const losses: readonly LossKind[] = [
  {
    ...loss(
      CrossEntropyLoss,
      "CrossEntropyLoss",
      "indices",
      0,
      "classes, of logits: softmax and −ln p",
      [
        "E = mean(ln Σ e^y − yₜ)",
        "dy = (softmax(y) − onehot(t)) / n",
        "What the net says minus what is true: no slope of a squashing function in it.",
      ],
      [number("labelSmoothing", 0, 0, 0.5)],
    ),
    within: ["softmax(y)", () => new Softmax()],
  },
  loss(NLLLoss, "NLLLoss", "indices", 0, "classes, of log-probabilities", [
    "E = mean(−yₜ)",
    "dy = −1/n at t, else 0",
    "Only the log-probability of the right class has a gradient.",
  ]),
  loss(
    MultiMarginLoss,
    "MultiMarginLoss",
    "indices",
    0,
    "classes, of scores: a hinge for each pair",
    ["E = mean(Σⱼ max(0, m − yₜ + yⱼ) / k)", "dyⱼ = 1/nk where the margin is violated, dyₜ = −Σ", violated],
    [number("margin", 1, 0, 5)],
  ),
  loss(
    MSELoss,
    "MSELoss",
    "unit",
    0.5,
    "the squared error",
    ["E = mean((y − t)²)", "dy = 2 (y − t) / n", residual],
    [signs],
  ),
  loss(
    L1Loss,
    "L1Loss",
    "unit",
    0.5,
    "the absolute error",
    ["E = mean(|y − t|)", "dy = sign(y − t) / n", "Every error pulls equally hard, however large it is."],
    [signs],
  ),
  loss(
    SmoothL1Loss,
    "SmoothL1Loss",
    "unit",
    0.5,
    "squares near 0, then distances",
    [
      "E = mean(d²/2β or d − β/2), d = |y − t|",
      "dy = (y − t)/βn where d < β, else sign(y − t)/n",
      "Large errors do not pull harder than β.",
    ],
    [number("beta", 1, 0.01, 5), signs],
  ),
  loss(
    HuberLoss,
    "HuberLoss",
    "unit",
    0.5,
    "squares near 0, then distances",
    [
      "E = mean(d²/2 or δ(d − δ/2)), d = |y − t|",
      "dy = min(max(y − t, −δ), δ) / n",
      "Large errors do not pull harder than δ.",
    ],
    [number("delta", 1, 0.01, 5), signs],
  ),
  loss(
    LogCoshLoss,
    "LogCoshLoss",
    "unit",
    0.5,
    "a smooth absolute error",
    ["E = mean(ln cosh(y − t))", "dy = tanh(y − t) / n", "Large errors pull no harder than 1."],
    [signs],
  ),
  loss(BCELoss, "BCELoss", "unit", 0.5, "cross-entropy of probabilities, behind a Sigmoid", [
    "E = mean(−t ln y − (1 − t) ln(1 − y))",
    "dy = (y − t) / (y (1 − y) n)",
    "The slope y (1 − y) of the Sigmoid before it is divided out: dx there is (y − t)/n.",
  ]),
  {
    ...loss(BCEWithLogitsLoss, "BCEWithLogitsLoss", "unit", 0, "cross-entropy of logits: the Sigmoid is in it", [
      "E = mean(max(y, 0) − y t + ln(1 + e^−|y|))",
      "dy = (σ(y) − t) / n",
      "What the net says minus what is true, however saturated σ is.",
    ]),
    within: ["σ(y)", () => new Sigmoid()],
  },
  loss(
    FocalLoss,
    "FocalLoss",
    "unit",
    0,
    "cross-entropy that turns to what is hard",
    [
      "E = mean(−w (1 − p)^γ ln p), p = σ(±y)",
      "dy = ∓w (1 − p)^γ (1 − p − γ p ln p) / n",
      "What is right already hardly counts.",
    ],
    [number("alpha", 0.25, 0, 1), number("gamma", 2, 0, 5)],
  ),
  loss(MultiLabelSoftMarginLoss, "MultiLabelSoftMarginLoss", "unit", 0, "cross-entropy of σ for each class by itself", [
    "E = mean of −t ln σ(y) − (1 − t) ln(1 − σ(y)) over classes",
    "dy = (σ(y) − t) / nk",
    "Every class is a yes or no of its own.",
  ]),
  loss(
    HingeLoss,
    "HingeLoss",
    "signs",
    0,
    "max(0, margin − t y)",
    ["E = mean(max(0, m − t y))", "dy = −t/n where t y < m, else 0", violated],
    [number("margin", 1, 0, 5)],
  ),
  loss(
    SquaredHingeLoss,
    "SquaredHingeLoss",
    "signs",
    0,
    "the hinge, squared",
    ["E = mean(max(0, m − t y)²)", "dy = −2 t max(0, m − t y) / n", violated],
    [number("margin", 1, 0, 5)],
  ),
  loss(SoftMarginLoss, "SoftMarginLoss", "signs", 0, "ln(1 + e^−ty): logistic regression", [
    "E = mean(ln(1 + e^−ty))",
    "dy = −t σ(−t y) / n",
    "The hinge without its kink: everything says a little.",
  ]),
];
