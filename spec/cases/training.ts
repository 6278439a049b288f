import { Adam, AdamW, ElasticNet, L1, L2, Optimizer, Parameter, Regularizer, SGD } from "../../index.ts";

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
  readonly make: (parameters: readonly Parameter[]) => Optimizer<object>;
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
];
