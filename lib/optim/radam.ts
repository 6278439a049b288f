import * as kernels from "../kernels/index.ts";
import { pow } from "../math.ts";
import type { Parameter } from "../parameter.ts";
import { checkMoments, type MomentOptions } from "./moments.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

/**
 * RAdam, Adam with a rectified start (Liu et al., 2020), as PyTorch's:
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d          v ← β₂ v + (1 − β₂) d²
 *     ρ∞ = 2 / (1 − β₂) − 1          ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)    at step t = 1, 2, …
 *     w ← w − η r m̂ √(1 − β₂ᵗ) / (√v + ε)   where ρ > 5, with r² = (ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ)
 *     w ← w − η m̂                    where ρ ≤ 5: there is too little to know v by;  m̂ = m / (1 − β₁ᵗ)
 *
 * Moments below 10⁻³⁰ (10⁻²⁹⁰ in float64) become 0, because subnormal numbers are a hundred times slower.
 */
export class RAdam extends Parameterwise<MomentOptions> {
  protected readonly tensors = ["exp_avg", "exp_avg_sq"];

  constructor(params: Iterable<Parameter> | Iterable<Group<MomentOptions>>, options: Partial<MomentOptions> = {}) {
    super(params, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...options });
  }

  protected check(o: MomentOptions): void {
    checkMoments(this, o);
  }

  protected update(p: Parameter, o: MomentOptions, memory: Memory): void {
    const [m, v] = [memory.tensor("exp_avg"), memory.tensor("exp_avg_sq")];
    const [beta1, beta2] = o.betas;
    const t = memory.step;
    const power = pow(beta2, t);
    const alpha = o.lr / (1 - pow(beta1, t));
    const most = 2 / (1 - beta2) - 1;
    const length = most - (2 * t * power) / (1 - power);
    if (length > 5) {
      const r = Math.sqrt(((length - 4) * (length - 2) * most) / ((most - 4) * (most - 2) * length));
      const scale = alpha * r * Math.sqrt(1 - power);
      kernels.adam(p.value, p.grad, m, v, undefined, scale, 0, beta1, beta2, 1, o.eps, o.weightDecay, 1);
    } else kernels.adam(p.value, p.grad, m, v, undefined, alpha, 0, beta1, beta2, Infinity, 1, o.weightDecay, 1);
  }
}
