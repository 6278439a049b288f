import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { pow } from "../math.ts";
import type { Parameter } from "../parameter.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface ASGDOptions {
  /** η */
  lr: number;
  /** λ: by which the rate and, at every step, w fall. */
  lambd: number;
  /** α */
  alpha: number;
  /** The step from which on w is averaged. */
  t0: number;
  /** Adds weightDecay · w to the gradient. */
  weightDecay: number;
}

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky, 1992), as PyTorch's:
 *
 *     w ← (1 − λ η(t)) w − η(t) d    with d = g + weightDecay · w, at step t = 1, 2, …
 *     a ← w up to step t0 + 1, then a ← a + (w − a) / (t − 1 − t0)
 *     η(1) = η,  η(t + 1) = η / (1 + λ η t)^α
 *
 * The averages a are `ax` in `stateDict()`.
 */
export class ASGD extends Parameterwise<ASGDOptions> {
  protected readonly tensors = ["ax"];
  protected override readonly numbers = ["eta", "mu"];

  constructor(params: Iterable<Parameter> | Iterable<Group<ASGDOptions>>, options: Partial<ASGDOptions> = {}) {
    super(params, { lr: 0.01, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0, ...options });
  }

  protected check(o: ASGDOptions): void {
    checkNumber(this, "lr", o.lr, 0);
    checkNumber(this, "lambd", o.lambd, 0);
    checkNumber(this, "alpha", o.alpha, 0);
    checkNumber(this, "t0", o.t0, 0);
    checkNumber(this, "weightDecay", o.weightDecay, 0);
  }

  protected update(p: Parameter, o: ASGDOptions, memory: Memory): void {
    const { lr, lambd } = o;
    const { numbers, step } = memory;
    const [eta, mu] = [numbers.get("eta") ?? lr, numbers.get("mu") ?? 1];
    kernels.asgd(p.value, p.grad, memory.tensor("ax"), eta, 1 - lambd * eta, mu, o.weightDecay);
    numbers.set("eta", lr / pow(1 + lambd * lr * step, o.alpha));
    numbers.set("mu", 1 / Math.max(1, step - o.t0));
  }
}
