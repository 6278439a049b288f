import { checkNumber } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { max, mul, neg, sum } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Regularizer } from "./regularizer.ts";

/** λΩ = λ Σ |w|,  gradient λ sign(w), 0 at w = 0. */
export class L1 extends Regularizer {
  readonly lambda: number;

  constructor(parameters: Iterable<Parameter>, lambda: number) {
    super(parameters);
    checkNumber(this, "lambda", lambda, 0);
    this.lambda = lambda;
  }

  protected value(p: Parameter): number {
    return this.lambda * kernels.sumAbs(p.value);
  }

  protected derive(p: Parameter, a: number): void {
    kernels.addSign(p.grad, p.value, a * this.lambda);
  }

  protected expression(w: Parameter): Expression {
    return mul(this.lambda, sum(max(w, neg(w))));
  }
}
