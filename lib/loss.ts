import type { Expression, Tree } from "./expressions/expression.ts";
import type { Tensor } from "./tensor.ts";
import type { Value } from "./value.ts";

/**
 * An error E(y, t) of outputs y and targets t, and the start of the way back.
 *
 *     E  = loss.fprop(y, t)
 *     dy = loss.bprop()         ∂E/∂y of the latest fprop; bprop(dE) multiplies it by ∂(whatever comes after)/∂E
 *
 * dy belongs to the loss until its next bprop. A loss never writes to y or t, and what throws has changed nothing.
 */
export abstract class Loss<Y extends Value = Tensor, T = Y, E extends number | Tensor = number> {
  abstract fprop(y: Y, t: T): E;
  abstract bprop(dE?: E): Y;

  /** E as an expression of y, for the targets t: what `hvp` sees of a loss. */
  express?(y: Tree, t: T): Expression;

  toString(): string {
    return this.constructor.name;
  }
}

// oxlint-disable-next-line no-explicit-any -- a loss of whatever outputs and targets
export type AnyLoss = Loss<any, any>;
