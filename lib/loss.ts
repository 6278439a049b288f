import { refuse } from "./errors.ts";
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

/**
 * E of a loss as an expression of y.
 * @throws FpropError ARGUMENT for a loss without `express`: it cannot be a node as such a module can, since what asks for
 * E as an expression goes on to its second derivatives
 */
export function expressed<Y extends Value, T>(loss: Loss<Y, T, number | Tensor>, y: Tree, t: T): Expression {
  return loss.express?.(y, t) ?? refuse("ARGUMENT", loss, "express", "there, for derivatives of E", "none");
}

// oxlint-disable-next-line no-explicit-any -- a loss of whatever outputs and targets
export type AnyLoss = Loss<any, any>;
