import { checkNumber } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { checkPair } from "./moments.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface RpropOptions {
  /** What every step size starts from. */
  lr: number;
  /** η₋ and η₊ */
  etas: readonly [number, number];
  /** The smallest and the largest step size. */
  stepSizes: readonly [number, number];
}

/**
 * Rprop (Riedmiller and Braun, 1993), for gradients of all examples at once, as PyTorch's. Every number has a step size s,
 * and of its gradient only the sign matters:
 *
 *     s ← η₊ s where g has the sign it had before, η₋ s where it has the other, within stepSizes
 *     d = g, but 0 where the sign has changed          w ← w − s sign d          d is the gradient before next time
 */
export class Rprop extends Parameterwise<RpropOptions> {
  protected readonly tensors = ["prev", "step_size"];

  constructor(params: Iterable<Parameter> | Iterable<Group<RpropOptions>>, options: Partial<RpropOptions> = {}) {
    super(params, { lr: 0.01, etas: [0.5, 1.2], stepSizes: [1e-6, 50], ...options });
  }

  protected check(o: RpropOptions): void {
    checkNumber(this, "lr", o.lr, 0);
    checkPair(this, "etas", o.etas);
    checkNumber(this, "etas[0]", o.etas[0], 0, 1, true);
    checkNumber(this, "etas[1]", o.etas[1], 1);
    checkPair(this, "stepSizes", o.stepSizes);
    checkNumber(this, "stepSizes[0]", o.stepSizes[0], 0);
    checkNumber(this, "stepSizes[1]", o.stepSizes[1], o.stepSizes[0]);
  }

  protected update(p: Parameter, o: RpropOptions, memory: Memory): void {
    const [previous, size] = [memory.tensor("prev"), memory.tensor("step_size", o.lr)];
    kernels.rprop(p.value, p.grad, previous, size, ...o.etas, ...o.stepSizes);
  }
}
