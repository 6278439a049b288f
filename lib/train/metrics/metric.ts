import type { Tensor } from "../../tensor.ts";
import type { Value } from "../../value.ts";

/**
 * A number that says how good outputs are, gathered batch by batch. It has no derivative: what is trained by is a Loss.
 *
 *     metric.reset();               before the first batch
 *     metric.update(y, t);          for each
 *     metric.value();               of all since
 */
export abstract class Metric<Y extends Value = Tensor, T = Tensor> {
  abstract reset(): void;
  /** @throws FpropError SHAPE, TARGET for targets that do not belong to y */
  abstract update(y: Y, t: T): void;
  /** NaN where nothing has been gathered. */
  abstract value(): number;

  toString(): string {
    return this.constructor.name;
  }
}
