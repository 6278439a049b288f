import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface AdagradOptions {
  /** η */
  lr: number;
  /** By which the rate falls: η / (1 + (t − 1) lrDecay). */
  lrDecay: number;
  /** λ */
  weightDecay: number;
  /** What the sum of squares starts from. */
  initialAccumulatorValue: number;
  /** ε */
  eps: number;
}

/**
 * Adagrad (Duchi, Hazan and Singer, 2011), as PyTorch's:
 *
 *     d = g + λ w
 *     v ← v + d²
 *     w ← w − η / (1 + (t − 1) lrDecay) · d / (√v + ε)    at step t = 1, 2, …
 */
export class Adagrad extends Parameterwise<AdagradOptions> {
  protected readonly tensors = ["sum"];

  constructor(params: Iterable<Parameter> | Iterable<Group<AdagradOptions>>, options: Partial<AdagradOptions> = {}) {
    super(params, { lr: 0.01, lrDecay: 0, weightDecay: 0, initialAccumulatorValue: 0, eps: 1e-10, ...options });
  }

  protected check(o: AdagradOptions): void {
    checkNumber(this, "lr", o.lr, 0);
    checkNumber(this, "lrDecay", o.lrDecay, 0);
    checkNumber(this, "weightDecay", o.weightDecay, 0);
    checkNumber(this, "initialAccumulatorValue", o.initialAccumulatorValue, 0);
    checkNumber(this, "eps", o.eps, 0);
  }

  protected update(p: Parameter, o: AdagradOptions, memory: Memory): void {
    const v = memory.tensor("sum", o.initialAccumulatorValue);
    const eta = o.lr / (1 + (memory.step - 1) * o.lrDecay);
    kernels.rmsprop(p.value, p.grad, v, undefined, undefined, eta, 1, 1, 0, o.eps, o.weightDecay);
  }
}
