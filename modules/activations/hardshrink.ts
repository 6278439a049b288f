import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { abs, exceeds, mul } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x where |x| > λ, else 0;  dx = dy where |x| > λ, else 0, elementwise on any shape. λ = lambd.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for λ < 0
 */
export class Hardshrink extends Elementwise {
  readonly lambd: number;

  constructor({ lambd = 0.5 }: { lambd?: number } = {}) {
    super();
    checkNumber("Hardshrink", "lambd", lambd, 0);
    this.lambd = lambd;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.whereLarge(y, x, x, this.lambd);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.whereLarge(dx, dy, x, this.lambd);
  }

  express(x: Expression): Expression {
    return mul(x, exceeds(abs(x), this.lambd));
  }

  override toString(): string {
    return `Hardshrink(${this.lambd})`;
  }
}
