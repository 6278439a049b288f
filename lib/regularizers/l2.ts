import { checkNumber } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { mul, pow, sum } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Regularizer } from "./regularizer.ts";

/** λΩ = λ Σ w², the squared Frobenius norm,  gradient 2 λ w. */
export class L2 extends Regularizer {
  readonly lambda: number;

  constructor(parameters: Iterable<Parameter>, lambda: number) {
    super(parameters);
    checkNumber(this, "lambda", lambda, 0);
    this.lambda = lambda;
  }

  protected value(p: Parameter): number {
    return this.lambda * kernels.sumSquares(p.value);
  }

  protected derive(p: Parameter, a: number): void {
    kernels.addScaled(p.grad, p.value, 2 * a * this.lambda);
  }

  protected expression(w: Parameter): Expression {
    return mul(this.lambda, sum(pow(w, 2)));
  }
}
