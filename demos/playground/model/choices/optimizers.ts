import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  ConjugateGradient,
  LBFGS,
  Lion,
  NAdam,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
  type Optimizer,
  type Parameter,
} from "fprop";
import { flag, integer, named, number, scale, type Argument, type ChoiceKind } from "./kind.ts";

export type OptimizerKind = ChoiceKind<(parameters: readonly Parameter[], options: object) => Optimizer<object>> & {
  /** Whether a step calls a closure, again and again. */
  readonly searches: boolean;
};

type Options = Readonly<Record<string, number | boolean | string>>;

/** Options as the constructor has them: β₁ and β₂ together, and the line search by its name. */
function argumentsOf({ beta1, beta2, lineSearch, ...options }: Options): readonly Argument[] {
  return named({
    ...options,
    ...(beta1 !== undefined && { betas: [beta1, beta2] }),
    ...(lineSearch === true && { lineSearch: "strongWolfe" }),
  } as Options);
}

function optimizer(
  of: new (parameters: readonly Parameter[], options: never) => Optimizer<object>,
  kind: string,
  words: string,
  fields: OptimizerKind["fields"],
  searches = false,
): OptimizerKind {
  return { kind, words, fields, searches, args: argumentsOf, make: (p, options) => new of(p, options as never) };
}

const lr = (value: number): OptimizerKind["fields"][number] => scale("lr", value, 1e-5, 10);
const decay = scale("weightDecay", 0, 1e-6, 1);
const betas = (beta2 = 0.999): OptimizerKind["fields"] => [
  number("beta1", 0.9, 0, 0.999),
  number("beta2", beta2, 0, 0.9999),
];

export const optimizers: readonly OptimizerKind[] = [
  optimizer(SGD, "SGD", "w ← w − η (g + velocity)", [lr(0.1), number("momentum", 0, 0, 0.99), flag("nesterov"), decay]),
  optimizer(Adam, "Adam", "means of g and g²: a step of about η for each weight", [
    lr(0.01),
    ...betas(),
    decay,
    flag("amsgrad"),
  ]),
  optimizer(AdamW, "AdamW", "Adam, with a decay of weights of its own", [
    lr(0.01),
    ...betas(),
    scale("weightDecay", 0.01, 1e-6, 1),
  ]),
  optimizer(NAdam, "NAdam", "Adam, looking ahead", [lr(0.01), ...betas(), decay]),
  optimizer(RAdam, "RAdam", "Adam that waits until its means mean something", [lr(0.01), ...betas(), decay]),
  optimizer(Adamax, "Adamax", "Adam by the largest |g|", [lr(0.01), ...betas(), decay]),
  optimizer(RMSprop, "RMSprop", "divided by the root of a mean of g²", [
    lr(0.01),
    number("alpha", 0.99, 0, 0.999),
    number("momentum", 0, 0, 0.99),
    flag("centered"),
    decay,
  ]),
  optimizer(Adagrad, "Adagrad", "divided by the root of all g² so far", [lr(0.1), number("lrDecay", 0, 0, 1), decay]),
  optimizer(Adadelta, "Adadelta", "steps in the units of the weights", [lr(1), number("rho", 0.9, 0, 0.999), decay]),
  optimizer(Rprop, "Rprop", "signs of gradients alone; for whole batches", [lr(0.01)]),
  optimizer(ASGD, "ASGD", "SGD, and an average of the weights", [lr(0.1), decay]),
  optimizer(Lion, "Lion", "signs of a mean of gradients", [lr(0.003), ...betas(0.99), decay]),
  optimizer(
    LBFGS,
    "LBFGS",
    "a curvature of gradients before; for whole batches",
    [lr(1), integer("maxIter", 5, 1, 50), integer("historySize", 20, 1, 200), flag("lineSearch", true)],
    true,
  ),
  optimizer(
    ConjugateGradient,
    "ConjugateGradient",
    "directions that do not undo each other; for whole batches",
    [lr(1), integer("maxIter", 5, 1, 50)],
    true,
  ),
];
