import { refuse } from "../check.ts";
import { parametersIn, type Parameter } from "../parameter.ts";

/**
 * Brings parameters back to where they may be, after each step that may have led them out:
 *
 *     optimizer.step();
 *     constraint.apply();
 *
 * Frozen parameters are left alone.
 */
export abstract class Constraint {
  readonly parameters: readonly Parameter[];

  constructor(parameters: Iterable<Parameter>) {
    this.parameters = parametersIn(this, "parameters", parameters);
    if (this.parameters.length === 0) refuse("ARGUMENT", this, "parameters", "at least one Parameter", "none");
  }

  apply(): void {
    for (const p of this.parameters) if (p.trainable) this.project(p);
  }

  /** Changes the value of one parameter to one that is allowed. */
  protected abstract project(p: Parameter): void;

  toString(): string {
    return this.constructor.name;
  }
}
