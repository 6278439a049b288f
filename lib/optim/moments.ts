import { checkNumber, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { pow } from "../math.ts";
import type { Parameter } from "../parameter.ts";
import type { Memory } from "./parameterwise.ts";

/** The options of Adam's kin. */
export interface MomentOptions {
  /** η */
  lr: number;
  /** β₁ and β₂ */
  betas: readonly [number, number];
  /** ε */
  eps: number;
  /** λ */
  weightDecay: number;
}

/** The options that Adam and AdamW share. */
export interface AdamOptions extends MomentOptions {
  /** Divides by the largest second moment so far instead of the present one. */
  amsgrad: boolean;
}

export function checkMoments(who: { toString(): string }, o: Omit<MomentOptions, "eps"> & { eps?: number }): void {
  checkNumber(who, "lr", o.lr, 0);
  checkPair(who, "betas", o.betas);
  checkNumber(who, "betas[0]", o.betas[0], 0, 1, true);
  checkNumber(who, "betas[1]", o.betas[1], 0, 1, true);
  if ("eps" in o) checkNumber(who, "eps", o.eps, 0);
  checkNumber(who, "weightDecay", o.weightDecay, 0);
}

export function checkPair(who: { toString(): string }, what: string, pair: readonly [number, number]): void {
  if (!Array.isArray(pair) || pair.length !== 2) refuse("ARGUMENT", who, what, "two numbers", pair);
}

/** A step of Adam, with the decay λ in the gradient or that of w ← κ w. */
export function updateByMoments(p: Parameter, o: AdamOptions, memory: Memory, lambda: number, kappa: number): void {
  const [m, v] = [memory.tensor("exp_avg"), memory.tensor("exp_avg_sq")];
  const top = o.amsgrad ? memory.tensor("max_exp_avg_sq") : undefined;
  const [beta1, beta2] = o.betas;
  const alpha = o.lr / (1 - pow(beta1, memory.step));
  const rho = Math.sqrt(1 - pow(beta2, memory.step));
  kernels.adam(p.value, p.grad, m, v, top, alpha, 0, beta1, beta2, rho, o.eps, lambda, kappa);
}
