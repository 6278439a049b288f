import { checkNumber, refuse } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { add } from "../expressions/operations.ts";
import { Parameter } from "../parameter.ts";

/**
 * A penalty λΩ(W) on parameters W, for the regularised objective E(W) = ΣL + λΩ(W) of lecture slide 26.
 *
 *     λΩ = penalty.fprop()
 *     penalty.bprop()           adds λ ∂Ω/∂W to the gradient of each parameter
 *
 * Slide 26 writes λ ∂Ω/∂y into the gradient h of the outputs; but Ω depends on W alone, so its derivative belongs to
 * ∂E/∂W, and that is where it goes here. Give it the parameters it is to weigh down, often the weights without the
 * biases: `new L2(net.namedParameters().filter(([name]) => name.endsWith("weight")).map(([, p]) => p), 1e-4)`.
 * Frozen parameters count in Ω and get no gradient.
 */
export abstract class Regularizer {
  readonly parameters: readonly Parameter[];

  constructor(parameters: Iterable<Parameter>) {
    if (!(Symbol.iterator in Object(parameters))) refuse("ARGUMENT", this, "parameters", "of Parameters", parameters);
    this.parameters = [...new Set(parameters)];
    for (const p of this.parameters)
      if (!(p instanceof Parameter)) refuse("ARGUMENT", this, "parameters", "of Parameters", p);
    if (this.parameters.length === 0) refuse("ARGUMENT", this, "parameters", "at least one Parameter", "none");
  }

  /** λΩ(W) */
  fprop(): number {
    return this.parameters.reduce((sum, p) => sum + this.value(p), 0);
  }

  /** W.grad += λ ∂Ω/∂W, or `dE` times that */
  bprop(dE = 1): void {
    checkNumber(this, "dE", dE);
    for (const p of this.parameters) if (p.trainable) this.derive(p, dE);
  }

  /** λΩ(W) as an expression of W. */
  express(): Expression {
    return this.parameters.map((p) => this.expression(p)).reduce((sum, part) => add(sum, part));
  }

  /** The share of one parameter in λΩ. */
  protected abstract value(p: Parameter): number;
  /** Adds `a` times the derivative of that share to the parameter's gradient. */
  protected abstract derive(p: Parameter, a: number): void;

  /** That share as an expression. */
  protected abstract expression(w: Parameter): Expression;

  toString(): string {
    return this.constructor.name;
  }
}
