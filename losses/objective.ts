import { refuse } from "../lib/check.ts";
import type { Expression, Tree } from "../lib/expressions/expression.ts";
import { add } from "../lib/expressions/operations.ts";
import { expressed, Loss } from "../lib/loss.ts";
import { Regularizer } from "../lib/regularizers/regularizer.ts";
import type { Tensor } from "../lib/tensor.ts";
import type { Value } from "../lib/value.ts";

/**
 * The regularised objective E(W) = ΣL + λΩ(W) (lecture slide 26): a loss and any number of penalties, used as a loss.
 *
 *     const objective = new Objective(new CrossEntropyLoss(), [new L2(net.parameters(), 1e-4)]);
 *     const E = objective.fprop(net.fprop(x), t);   // objective.data + objective.penalty
 *     net.bprop(objective.bprop());                 // adds λ ∂Ω/∂W to the parameters too
 */
export class Objective<Y extends Value = Tensor, T = Y> extends Loss<Y, T> {
  readonly loss: Loss<Y, T>;
  readonly regularizers: readonly Regularizer[];
  /** ΣL of the latest fprop. */
  data = 0;
  /** λΩ(W) of the latest fprop. */
  penalty = 0;

  constructor(loss: Loss<Y, T>, regularizers: readonly Regularizer[]) {
    super();
    if (!(loss instanceof Loss)) refuse("ARGUMENT", "Objective", "loss", "a Loss", loss);
    if (!Array.isArray(regularizers) || !regularizers.every((r) => r instanceof Regularizer))
      refuse("ARGUMENT", "Objective", "regularizers", "an array of Regularizers", regularizers);
    this.loss = loss;
    this.regularizers = regularizers;
  }

  fprop(y: Y, t: T): number {
    const data = this.loss.fprop(y, t);
    if (typeof data !== "number") refuse("ARGUMENT", this, "loss", "one that is reduced to a number", data);
    this.data = data;
    this.penalty = this.regularizers.reduce((sum, r) => sum + r.fprop(), 0);
    return this.data + this.penalty;
  }

  bprop(dE = 1): Y {
    const dy = this.loss.bprop(dE);
    for (const r of this.regularizers) r.bprop(dE);
    return dy;
  }

  override express(y: Tree, t: T): Expression {
    return this.regularizers.reduce((sum, r) => add(sum, r.express()), expressed(this.loss, y, t));
  }
}
