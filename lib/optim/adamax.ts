import * as kernels from "../kernels/index.ts";
import { pow } from "../math.ts";
import type { Parameter } from "../parameter.ts";
import { checkMoments, type MomentOptions } from "./moments.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

/**
 * Adamax (Kingma and Ba, 2015), Adam by the largest gradients instead of their squares, as PyTorch's:
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d          u ← max(β₂ u, |d| + ε)
 *     w ← w − η / (1 − β₁ᵗ) · m / u  at step t = 1, 2, …
 *
 * What is remembered becomes 0 below 10⁻³⁰ (10⁻²⁹⁰ in float64), because subnormal numbers are a hundred times slower.
 */
export class Adamax extends Parameterwise<MomentOptions> {
  protected readonly tensors = ["exp_avg", "exp_inf"];

  constructor(params: Iterable<Parameter> | Iterable<Group<MomentOptions>>, options: Partial<MomentOptions> = {}) {
    super(params, { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...options });
  }

  protected check(o: MomentOptions): void {
    checkMoments(this, o);
  }

  protected update(p: Parameter, o: MomentOptions, memory: Memory): void {
    const [m, u] = [memory.tensor("exp_avg"), memory.tensor("exp_inf")];
    const [beta1, beta2] = o.betas;
    const alpha = o.lr / (1 - pow(beta1, memory.step));
    kernels.adamax(p.value, p.grad, m, u, alpha, beta1, beta2, o.eps, o.weightDecay);
  }
}
