import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { checkMoments, type MomentOptions } from "./moments.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export type LionOptions = Omit<MomentOptions, "eps">;

/**
 * Lion (Chen et al., 2023): every number goes as far as every other, by the sign of a momentum.
 *
 *     w ← (1 − η λ) w − η sign(β₁ m + (1 − β₁) g)
 *     m ← β₂ m + (1 − β₂) g
 *
 * Its η is a third to a tenth of Adam's, its λ as many times larger. m becomes 0 below 10⁻³⁰ (10⁻²⁹⁰ in float64), because
 * subnormal numbers are a hundred times slower.
 */
export class Lion extends Parameterwise<LionOptions> {
  protected readonly tensors = ["exp_avg"];

  constructor(params: Iterable<Parameter> | Iterable<Group<LionOptions>>, options: Partial<LionOptions> = {}) {
    super(params, { lr: 1e-4, betas: [0.9, 0.99], weightDecay: 0, ...options });
  }

  protected check(o: LionOptions): void {
    checkMoments(this, o);
  }

  protected update(p: Parameter, o: LionOptions, memory: Memory): void {
    const [beta1, beta2] = o.betas;
    kernels.lion(p.value, p.grad, memory.tensor("exp_avg"), o.lr, beta1, beta2, 1 - o.lr * o.weightDecay);
  }
}
