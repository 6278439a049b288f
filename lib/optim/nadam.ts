import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { pow } from "../math.ts";
import type { Parameter } from "../parameter.ts";
import { checkMoments, type MomentOptions } from "./moments.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface NAdamOptions extends MomentOptions {
  /** ψ */
  momentumDecay: number;
}

/**
 * NAdam, Adam with Nesterov's look ahead (Dozat, 2016), as PyTorch's:
 *
 *     d = g + λ w,                   μ(t) = β₁ (1 − ½ 0.96^(t ψ)),  π(t) = μ(1) μ(2) … μ(t)
 *     m ← β₁ m + (1 − β₁) d          v ← β₂ v + (1 − β₂) d²,  v̂ = v / (1 − β₂ᵗ)
 *     w ← w − η ((1 − μ(t)) / (1 − π(t)) d + μ(t + 1) / (1 − π(t + 1)) m) / (√v̂ + ε)    at step t = 1, 2, …
 *
 * (PyTorch 1.13 multiplied π(t + 1) by μ(t) once more; later ones do not.)
 */
export class NAdam extends Parameterwise<NAdamOptions> {
  protected readonly tensors = ["exp_avg", "exp_avg_sq"];
  protected override readonly numbers = ["mu_product"];

  constructor(params: Iterable<Parameter> | Iterable<Group<NAdamOptions>>, options: Partial<NAdamOptions> = {}) {
    super(params, { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, momentumDecay: 4e-3, ...options });
  }

  protected check(o: NAdamOptions): void {
    checkMoments(this, o);
    checkNumber(this, "momentumDecay", o.momentumDecay, 0);
  }

  protected update(p: Parameter, o: NAdamOptions, memory: Memory): void {
    const [m, v] = [memory.tensor("exp_avg"), memory.tensor("exp_avg_sq")];
    const [beta1, beta2] = o.betas;
    const mu = (t: number): number => beta1 * (1 - 0.5 * pow(0.96, t * o.momentumDecay));
    const [now, next] = [mu(memory.step), mu(memory.step + 1)];
    const product = (memory.numbers.get("mu_product") ?? 1) * now;
    memory.numbers.set("mu_product", product);
    const alpha = (o.lr * next) / (1 - product * next);
    const gamma = (o.lr * (1 - now)) / (1 - product);
    const rho = Math.sqrt(1 - pow(beta2, memory.step));
    kernels.adam(p.value, p.grad, m, v, undefined, alpha, gamma, beta1, beta2, rho, o.eps, o.weightDecay, 1);
  }
}
