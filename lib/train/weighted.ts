import { checkLike, refuse } from "../check.ts";
import * as kernels from "../kernels/index.ts";
import type { Loss } from "../loss.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";

/** A loss as one number: its own, or where examples have weights w the mean Σ wᵢ lᵢ / Σ wᵢ of one for each of them. */
export class Weighted<Y extends Value, T> {
  private readonly loss: Loss<Y, T, number | Tensor>;
  private dE: Tensor | undefined;
  private weighted = false;

  constructor(loss: Loss<Y, T> | Loss<Y, T, Tensor>) {
    this.loss = loss;
  }

  fprop(y: Y, t: T, weights?: Tensor): number {
    const E = this.loss.fprop(y, t);
    this.weighted = weights !== undefined;
    if (weights === undefined) {
      if (typeof E !== "number") refuse("ARGUMENT", this.loss, "reduction", "one to a number", "none");
      return E;
    }
    if (typeof E === "number") refuse("ARGUMENT", this.loss, "reduction", '"none" where examples have weights', "one");
    checkLike("fit", "weights", weights, E);
    const all = kernels.sum(weights);
    if (!(all > 0)) refuse("ARGUMENT", "fit", "weights", "of a sum above 0", String(all));
    this.dE = Tensor.reuseLike(this.dE, E);
    kernels.multiply(this.dE, E, weights);
    const sum = kernels.sum(this.dE);
    kernels.scale(this.dE, weights, 1 / all);
    return sum / all;
  }

  bprop(): Y {
    return this.weighted ? this.loss.bprop(this.dE) : this.loss.bprop();
  }
}
