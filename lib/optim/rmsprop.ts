import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface RMSpropOptions {
  /** η */
  lr: number;
  /** α */
  alpha: number;
  /** ε */
  eps: number;
  /** λ */
  weightDecay: number;
  /** μ */
  momentum: number;
  /** Divides by the deviation of the gradient instead of its size. */
  centered: boolean;
}

/**
 * RMSprop (Hinton, 2012; centered: Graves, 2013), as PyTorch's:
 *
 *     d = g + λ w
 *     v ← α v + (1 − α) d²           q = d / (√v + ε),  centered  q = d / (√(v − a²) + ε)  with  a ← α a + (1 − α) d
 *     w ← w − η q,                   with momentum  b ← μ b + q,  w ← w − η b
 *
 * What is remembered becomes 0 below 10⁻³⁰ (10⁻²⁹⁰ in float64), because subnormal numbers are a hundred times slower.
 */
export class RMSprop extends Parameterwise<RMSpropOptions> {
  protected readonly tensors = ["square_avg", "grad_avg?", "momentum_buffer?"];

  constructor(params: Iterable<Parameter> | Iterable<Group<RMSpropOptions>>, options: Partial<RMSpropOptions> = {}) {
    super(params, { lr: 0.01, alpha: 0.99, eps: 1e-8, weightDecay: 0, momentum: 0, centered: false, ...options });
  }

  protected check(o: RMSpropOptions): void {
    checkNumber(this, "lr", o.lr, 0);
    checkNumber(this, "alpha", o.alpha, 0);
    checkNumber(this, "eps", o.eps, 0);
    checkNumber(this, "weightDecay", o.weightDecay, 0);
    checkNumber(this, "momentum", o.momentum, 0);
  }

  protected update(p: Parameter, o: RMSpropOptions, memory: Memory): void {
    const { lr, alpha, eps, weightDecay, momentum } = o;
    const v = memory.tensor("square_avg");
    const a = o.centered ? memory.tensor("grad_avg") : undefined;
    const b = momentum === 0 ? undefined : memory.tensor("momentum_buffer");
    kernels.rmsprop(p.value, p.grad, v, a, b, lr, alpha, 1 - alpha, momentum, eps, weightDecay);
  }
}
