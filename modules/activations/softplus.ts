import { checkNumber, refuse } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, div, exceeds, mul, softplus, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = ln(1 + e^βx) / β,  dx = dy σ(βx), elementwise on any shape; y = x where β x > threshold. β = beta.
 * A smooth ReLU, written so that no exponential overflows. Dugas et al., 2001.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for β = 0
 */
export class Softplus extends Elementwise {
  readonly beta: number;
  readonly threshold: number;

  constructor({ beta = 1, threshold = 20 }: { beta?: number; threshold?: number } = {}) {
    super();
    checkNumber("Softplus", "beta", beta);
    checkNumber("Softplus", "threshold", threshold);
    if (beta === 0) refuse("ARGUMENT", "Softplus", "beta", "other than 0", beta);
    this.beta = beta;
    this.threshold = threshold;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.softplus(y, x, this.beta, this.threshold);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.softplusBackward(dx, dy, x, this.beta, this.threshold);
  }

  express(x: Expression): Expression {
    const z = mul(this.beta, x);
    const linear = exceeds(z, this.threshold);
    return add(mul(linear, x), mul(sub(1, linear), div(softplus(z), this.beta)));
  }

  override toString(): string {
    return `Softplus(beta ${this.beta}, threshold ${this.threshold})`;
  }
}
