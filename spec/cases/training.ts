import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  ChainedScheduler,
  ConjugateGradient,
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  ElasticNet,
  ExponentialLR,
  L1,
  L2,
  LambdaLR,
  LBFGS,
  LinearLR,
  Lion,
  LRScheduler,
  MultiStepLR,
  NAdam,
  OneCycleLR,
  Parameter,
  PolynomialLR,
  RAdam,
  Regularizer,
  RMSprop,
  Rprop,
  SequentialLR,
  SGD,
  StepLR,
  type Scheduled,
} from "../../index.ts";

/** Penalties, for the parameters they weigh. */
export const regularizers: readonly {
  readonly of: string;
  readonly how: string;
  readonly make: (parameters: readonly Parameter[]) => Regularizer;
}[] = [
  { of: "L1", how: "λ = 0.3", make: (p) => new L1(p, 0.3) },
  { of: "L2", how: "λ = 0.2", make: (p) => new L2(p, 0.2) },
  { of: "ElasticNet", how: "both", make: (p) => new ElasticNet(p, 0.3, 0.2) },
  { of: "ElasticNet", how: "λ₁ = 0", make: (p) => new ElasticNet(p, 0, 0.2) },
];

/** Optimizers, for the parameters they change. */
export const optimizers: readonly {
  readonly of: string;
  readonly how: string;
  readonly make: (parameters: readonly Parameter[]) => Scheduled;
}[] = [
  { of: "SGD", how: "plain", make: (p) => new SGD(p, { lr: 0.1 }) },
  {
    of: "SGD",
    how: "Nesterov, decay",
    make: (p) => new SGD(p, { lr: 0.05, momentum: 0.8, nesterov: true, weightDecay: 0.01 }),
  },
  { of: "SGD", how: "dampened", make: (p) => new SGD(p, { lr: 0.1, momentum: 0.5, dampening: 0.3 }) },
  { of: "Adam", how: "plain", make: (p) => new Adam(p, { lr: 0.05 }) },
  { of: "Adam", how: "amsgrad, decay", make: (p) => new Adam(p, { lr: 0.05, amsgrad: true, weightDecay: 0.01 }) },
  { of: "AdamW", how: "plain", make: (p) => new AdamW(p, { lr: 0.05 }) },
  { of: "RMSprop", how: "plain", make: (p) => new RMSprop(p, { lr: 0.02 }) },
  { of: "RMSprop", how: "centered, moving", make: (p) => new RMSprop(p, { lr: 0.008, centered: true, momentum: 0.5 }) },
  { of: "Adagrad", how: "plain", make: (p) => new Adagrad(p, { lr: 0.5 }) },
  {
    of: "Adagrad",
    how: "slowing",
    make: (p) => new Adagrad(p, { lr: 1, lrDecay: 0.01, initialAccumulatorValue: 0.1 }),
  },
  { of: "Adadelta", how: "bold", make: (p) => new Adadelta(p, { eps: 1e-2 }) },
  { of: "Adamax", how: "plain", make: (p) => new Adamax(p, { lr: 0.05 }) },
  { of: "NAdam", how: "plain", make: (p) => new NAdam(p, { lr: 0.05 }) },
  { of: "RAdam", how: "plain", make: (p) => new RAdam(p, { lr: 0.1 }) },
  { of: "Lion", how: "decay", make: (p) => new Lion(p, { lr: 0.02, betas: [0.9, 0.95], weightDecay: 0.01 }) },
  { of: "Rprop", how: "plain", make: (p) => new Rprop(p) },
  { of: "ASGD", how: "averaging early", make: (p) => new ASGD(p, { lr: 0.1, t0: 3 }) },
  { of: "LBFGS", how: "step by step", make: (p) => new LBFGS(p, { lr: 0.1, maxIter: 1, historySize: 2 }) },
  {
    of: "LBFGS",
    how: "searching",
    make: (p) => new LBFGS(p, { maxIter: 2, historySize: 2, lineSearch: "strongWolfe" }),
  },
  { of: "ConjugateGradient", how: "two at once", make: (p) => new ConjugateGradient(p, { maxIter: 2 }) },
];

/** Schedules, for the optimizer whose rates they say. */
export const schedules: readonly {
  readonly of: string;
  readonly how: string;
  readonly make: (optimizer: Scheduled) => LRScheduler;
}[] = [
  { of: "StepLR", how: "every 3", make: (o) => new StepLR(o, 3, { gamma: 0.7 }) },
  { of: "MultiStepLR", how: "twice", make: (o) => new MultiStepLR(o, [4, 9]) },
  { of: "ExponentialLR", how: "0.9", make: (o) => new ExponentialLR(o, 0.9) },
  { of: "CosineAnnealingLR", how: "to 0.01", make: (o) => new CosineAnnealingLR(o, 7, { etaMin: 0.01 }) },
  {
    of: "CosineAnnealingWarmRestarts",
    how: "doubling",
    make: (o) => new CosineAnnealingWarmRestarts(o, 3, { TMult: 2 }),
  },
  {
    of: "OneCycleLR",
    how: "20 steps",
    make: (o) => new OneCycleLR(o, 0.3, { totalSteps: 20, cycleMomentum: "betas" in o.groups[0] }),
  },
  { of: "PolynomialLR", how: "square", make: (o) => new PolynomialLR(o, { totalIters: 12, power: 2 }) },
  { of: "LinearLR", how: "warm-up", make: (o) => new LinearLR(o, { totalIters: 8 }) },
  { of: "ConstantLR", how: "a half", make: (o) => new ConstantLR(o, { factor: 0.5, totalIters: 6 }) },
  { of: "LambdaLR", how: "1 / t", make: (o) => new LambdaLR(o, (t) => 1 / (1 + t)) },
  {
    of: "SequentialLR",
    how: "warm-up, cosine",
    make: (o) => new SequentialLR(o, [new LinearLR(o), new CosineAnnealingLR(o, 15)], [5]),
  },
  {
    of: "ChainedScheduler",
    how: "two factors",
    make: (o) => new ChainedScheduler([new ConstantLR(o), new ExponentialLR(o, 0.95)]),
  },
];
