import type { Parameter } from "../parameter.ts";
import { checkMoments, updateByMoments, type AdamOptions } from "./moments.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

/**
 * Adam (Kingma and Ba, 2015; amsgrad: Reddi et al., 2018), as PyTorch's:
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d          v ← β₂ v + (1 − β₂) d²
 *     w ← w − η m̂ / (√v̂ + ε),        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ) at step t = 1, 2, …
 *
 * Moments below 10⁻³⁰ (10⁻²⁹⁰ in float64) become 0, because subnormal numbers are a hundred times slower.
 */
export class Adam extends Parameterwise<AdamOptions> {
  protected readonly tensors = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq?"];

  constructor(params: Iterable<Parameter> | Iterable<Group<AdamOptions>>, options: Partial<AdamOptions> = {}) {
    super(params, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, ...options });
  }

  protected check(o: AdamOptions): void {
    checkMoments(this, o);
  }

  protected update(p: Parameter, o: AdamOptions, memory: Memory): void {
    updateByMoments(p, o, memory, o.weightDecay, 1);
  }
}
