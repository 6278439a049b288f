import { checkNumber, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import type { Group } from "./optimizer.ts";
import { Parameterwise, type Memory } from "./parameterwise.ts";

export interface SGDOptions {
  /** η */
  lr: number;
  /** μ */
  momentum: number;
  /** The share of the gradient that does not enter the velocity. */
  dampening: number;
  /** λ: adds λ w to the gradient. */
  weightDecay: number;
  nesterov: boolean;
}

/**
 * Stochastic gradient descent, as PyTorch's SGD:
 *
 *     d = g + λ w
 *     v ← d at the first step, then v ← μ v + (1 − dampening) d
 *     w ← w − η v,  by Nesterov  w ← w − η (d + μ v),  without momentum  w ← w − η d
 */
export class SGD extends Parameterwise<SGDOptions> {
  protected readonly tensors = ["momentum_buffer?"];

  constructor(
    params: Iterable<Parameter> | Iterable<Group<SGDOptions>>,
    options: Partial<SGDOptions> & { lr: number },
  ) {
    super(params, { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, ...options });
  }

  protected check(o: SGDOptions): void {
    checkNumber(this, "lr", o.lr, 0);
    checkNumber(this, "momentum", o.momentum, 0);
    checkNumber(this, "dampening", o.dampening, 0, 1);
    checkNumber(this, "weightDecay", o.weightDecay, 0);
    if (o.nesterov && (o.momentum === 0 || o.dampening !== 0))
      refuse(
        "ARGUMENT",
        this,
        "nesterov",
        "with momentum and without dampening",
        `momentum ${o.momentum}, dampening ${o.dampening}`,
      );
  }

  protected update(p: Parameter, o: SGDOptions, memory: Memory): void {
    const { lr, momentum, dampening, weightDecay, nesterov } = o;
    const first = !memory.tensors.has("momentum_buffer");
    const v = momentum === 0 ? undefined : memory.tensor("momentum_buffer");
    kernels.sgd(p.value, p.grad, v, lr, momentum, 1 - dampening, weightDecay, nesterov, first);
  }
}
