import { checkNumber, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { StateReader, type TrainingState } from "../optim/statereader.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";

/**
 * A net whose weights are the averages of another's, of all that it had at the calls of `update`,
 *
 *     w̄ ← w̄ + (w − w̄) / (n + 1), stochastic weight averaging, or with a decay d     w̄ ← d w̄ + (1 − d) w
 *
 * and whose buffers are those of the latest. Often it generalizes better than any of them:
 *
 *     const average = new AveragedModel(net, { decay: 0.999 });
 *     for await (const epoch of fit(net, loss, optimizer, loader, { average })) …;
 *     average.module.predict(x);
 *
 * Izmailov et al., 2018; PyTorch's torch.optim.swa_utils.
 * @throws FpropError ARGUMENT for what is no module, or a decay outside [0, 1]
 */
export class AveragedModel<X extends Value = Tensor, Y extends Value = X> {
  readonly module: Module<X, Y>;
  readonly decay: number | undefined;
  private readonly of: Module<X, Y>;
  /** How many have been averaged. */
  averaged = 0;

  constructor(net: Module<X, Y>, { decay }: { decay?: number } = {}) {
    if (!(net instanceof Module)) refuse("ARGUMENT", "AveragedModel", "net", "a Module", net);
    if (decay !== undefined) checkNumber("AveragedModel", "decay", decay, 0, 1);
    this.of = net;
    this.module = net.clone().eval();
    this.decay = decay;
  }

  update(): void {
    const keep = this.averaged === 0 ? 0 : (this.decay ?? this.averaged / (this.averaged + 1));
    const now = this.of.parameters();
    for (const [i, { value }] of this.module.parameters().entries()) {
      kernels.scale(value, value, keep);
      kernels.addScaled(value, now[i].value, 1 - keep);
    }
    const latest = this.of.namedBuffers();
    for (const [i, [, { value }]] of this.module.namedBuffers().entries()) value.data.set(latest[i][1].value.data);
    this.averaged++;
  }

  stateDict(): TrainingState {
    const weights = Object.entries(this.module.stateDict()).map(([name, t]) => [`module.${name}`, t] as const);
    return { averaged: this.averaged, ...Object.fromEntries(weights) };
  }

  /** @throws FpropError STATE_DICT, SHAPE, DTYPE, ARGUMENT */
  loadStateDict({ averaged, ...rest }: TrainingState): void {
    const count = new StateReader("AveragedModel", { averaged }).count("averaged");
    const weights = Object.entries(rest).map(([path, t]) => {
      if (!path.startsWith("module.") || !(t instanceof Tensor))
        refuse("STATE_DICT", "AveragedModel", `state "${path}"`, "a tensor of the module", t);
      return [path.slice(7), t] as const;
    });
    this.module.loadStateDict(Object.fromEntries(weights));
    this.averaged = count;
  }
}
