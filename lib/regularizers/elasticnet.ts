import { checkNumber } from "../check.ts";
import type { Expression } from "../expressions/expression.ts";
import { add, max, mul, neg, pow, sum } from "../expressions/operations.ts";
import * as kernels from "../kernels/index.ts";
import type { Parameter } from "../parameter.ts";
import { Regularizer } from "./regularizer.ts";

/** λΩ = λ₁ Σ |w| + λ₂ Σ w²,  gradient λ₁ sign(w) + 2 λ₂ w. Zou and Hastie, 2005. */
export class ElasticNet extends Regularizer {
  readonly lambda1: number;
  readonly lambda2: number;

  constructor(parameters: Iterable<Parameter>, lambda1: number, lambda2: number) {
    super(parameters);
    checkNumber(this, "lambda1", lambda1, 0);
    checkNumber(this, "lambda2", lambda2, 0);
    this.lambda1 = lambda1;
    this.lambda2 = lambda2;
  }

  protected value(p: Parameter): number {
    return this.lambda1 * kernels.sumAbs(p.value) + this.lambda2 * kernels.sumSquares(p.value);
  }

  protected derive(p: Parameter, a: number): void {
    kernels.addSign(p.grad, p.value, a * this.lambda1);
    kernels.addScaled(p.grad, p.value, 2 * a * this.lambda2);
  }

  protected expression(w: Parameter): Expression {
    return add(mul(this.lambda1, sum(max(w, neg(w)))), mul(this.lambda2, sum(pow(w, 2))));
  }
}
