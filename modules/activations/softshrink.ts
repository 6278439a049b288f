import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { max, min, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x − min(max(x, −λ), λ),  dx = dy where |x| > λ, else 0, elementwise on any shape. λ = lambd. What an L1 penalty
 * makes of a coefficient: Donoho, 1995.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for λ < 0
 */
export class Softshrink extends Elementwise {
  readonly lambd: number;

  constructor({ lambd = 0.5 }: { lambd?: number } = {}) {
    super();
    checkNumber("Softshrink", "lambd", lambd, 0);
    this.lambd = lambd;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.hardtanh(y, x, -this.lambd, this.lambd);
    kernels.subtract(y, x, y);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.whereLarge(dx, dy, x, this.lambd);
  }

  express(x: Expression): Expression {
    return sub(x, min(max(x, -this.lambd), this.lambd));
  }

  override toString(): string {
    return `Softshrink(${this.lambd})`;
  }
}
