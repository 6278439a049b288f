import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface AdadeltaOptions {
  /** η */
  lr: number;
  /** ρ */
  rho: number;
  /** ε */
  eps: number;
  /** λ */
  weightDecay: number;
}

/**
 * Adadelta (Zeiler, 2012), as PyTorch's:
 *
 *     d = g + λ w
 *     v ← ρ v + (1 − ρ) d²           s = √(u + ε) / √(v + ε) d
 *     u ← ρ u + (1 − ρ) s²           w ← w − η s
 *
 * What is remembered becomes 0 below 10⁻³⁰ (10⁻²⁹⁰ in float64), because subnormal numbers are a hundred times slower.
 */
export class Adadelta extends Parameterwise<AdadeltaOptions> {
  protected readonly tensors = ["square_avg", "acc_delta"];

  constructor(params: Iterable<Parameter> | Iterable<Group<AdadeltaOptions>>, options: Partial<AdadeltaOptions> = {}) {
    super(params, { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, ...options });
  }

  protected check(o: AdadeltaOptions): void {
    checkNumber(this, "lr", o.lr, 0);
    checkNumber(this, "rho", o.rho, 0, 1);
    checkNumber(this, "eps", o.eps, 0);
    checkNumber(this, "weightDecay", o.weightDecay, 0);
  }

  protected update(p: Parameter, o: AdadeltaOptions, memory: Memory): void {
    const [v, u] = [memory.tensor("square_avg"), memory.tensor("acc_delta")];
    kernels.adadelta(p.value, p.grad, v, u, o.lr, o.rho, o.eps, o.weightDecay);
  }
}
