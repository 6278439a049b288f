import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { exp, mul, neg, relu, sub, add } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x where x > 0, else α (eˣ − 1);  dx = dy where x > 0, else dy α eˣ, elementwise on any shape. α = alpha.
 * Clevert, Unterthiner and Hochreiter, 2016.
 * @throws FpropError SHAPE, DTYPE
 */
export class ELU extends Elementwise {
  readonly alpha: number;

  constructor({ alpha = 1 }: { alpha?: number } = {}) {
    super();
    checkNumber("ELU", "alpha", alpha);
    this.alpha = alpha;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.elu(y, x, this.alpha, 1);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.eluBackward(dx, dy, x, this.alpha, 1);
  }

  express(x: Expression): Expression {
    return add(relu(x), mul(this.alpha, sub(exp(neg(relu(neg(x)))), 1)));
  }

  override toString(): string {
    return `ELU(${this.alpha})`;
  }
}
