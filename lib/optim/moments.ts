import { checkNumber, refuse } from "../check.ts";
import type { Parameter } from "../parameter.ts";

/** The options that Adam and AdamW share. */
export interface MomentOptions {
  /** η */
  lr: number;
  /** β₁ and β₂ */
  betas: readonly [number, number];
  /** ε */
  eps: number;
  /** λ */
  weightDecay: number;
  /** Divides by the largest second moment so far instead of the present one. */
  amsgrad: boolean;
}

export const momentDefaults: Omit<MomentOptions, "weightDecay"> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  amsgrad: false,
};

export function checkMoments(who: { toString(): string }, o: MomentOptions): void {
  checkNumber(who, "lr", o.lr, 0);
  if (!Array.isArray(o.betas) || o.betas.length !== 2) refuse("ARGUMENT", who, "betas", "two numbers", o.betas);
  checkNumber(who, "betas[0]", o.betas[0], 0, 1, true);
  checkNumber(who, "betas[1]", o.betas[1], 0, 1, true);
  checkNumber(who, "eps", o.eps, 0);
  checkNumber(who, "weightDecay", o.weightDecay, 0);
}

/** β₁ᵗ and β₂ᵗ of each parameter, by one multiplication a step: powers of the engine's own would differ in their bits. */
export class BetaPowers {
  private readonly of: Map<Parameter, [number, number]> = new Map();

  next(p: Parameter, [beta1, beta2]: readonly [number, number]): readonly [number, number] {
    let powers = this.of.get(p);
    if (powers === undefined) this.of.set(p, (powers = [1, 1]));
    powers[0] *= beta1;
    powers[1] *= beta2;
    return powers;
  }
}
