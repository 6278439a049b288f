import { checkNumber, refuse } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, exp, mul, neg, relu, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x where x > 0, else α (e^(x/α) − 1);  dx = dy where x > 0, else dy e^(x/α), elementwise on any shape. α = alpha:
 * an ELU whose slope has no jump at 0. Barron, 2017.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for α = 0
 */
export class CELU extends Elementwise {
  readonly alpha: number;

  constructor({ alpha = 1 }: { alpha?: number } = {}) {
    super();
    checkNumber("CELU", "alpha", alpha);
    if (alpha === 0) refuse("ARGUMENT", "CELU", "alpha", "other than 0", alpha);
    this.alpha = alpha;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.elu(y, x, this.alpha, 1 / this.alpha);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.eluBackward(dx, dy, x, 1, 1 / this.alpha);
  }

  express(x: Expression): Expression {
    const low = neg(relu(neg(x)));
    return add(relu(x), mul(this.alpha, sub(exp(mul(1 / this.alpha, low)), 1)));
  }

  override toString(): string {
    return `CELU(${this.alpha})`;
  }
}
