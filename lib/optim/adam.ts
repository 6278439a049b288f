import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { BetaPowers, checkMoments, momentDefaults, type MomentOptions } from "./moments.ts";
import { Optimizer, type Group } from "./optimizer.ts";

/**
 * Adam (Kingma and Ba, 2015; amsgrad: Reddi et al., 2018), as PyTorch's:
 *
 *     d = g + λ w
 *     m ← β₁ m + (1 − β₁) d          v ← β₂ v + (1 − β₂) d²
 *     w ← w − η m̂ / (√v̂ + ε),        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ) at step t = 1, 2, …
 *
 * Moments below 10⁻³⁰ (10⁻²⁹⁰ in float64) become 0, because subnormal numbers are a hundred times slower.
 */
export class Adam extends Optimizer<MomentOptions> {
  private readonly powers: BetaPowers = new BetaPowers();

  constructor(params: Iterable<Parameter> | Iterable<Group<MomentOptions>>, options: Partial<MomentOptions> = {}) {
    super(params, { ...momentDefaults, weightDecay: 0, ...options });
  }

  protected check(o: MomentOptions): void {
    checkMoments(this, o);
  }

  protected update(p: Parameter, o: MomentOptions): void {
    const [m, v] = [this.remembered(p, 0), this.remembered(p, 1)];
    const top = o.amsgrad ? this.remembered(p, 2) : undefined;
    const [beta1, beta2] = o.betas;
    const [power1, power2] = this.powers.next(p, o.betas);
    const alpha = o.lr / (1 - power1);
    const rho = Math.sqrt(1 - power2);
    kernels.adam(p.value, p.grad, m, v, top, alpha, beta1, beta2, rho, o.eps, o.weightDecay, 1);
  }
}
