import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { pow } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = xᵖ,  dx = p xᵖ⁻¹ dy, elementwise on any shape; NaN where x < 0 unless p is whole. p = exponent. Torch7's nn.Power.
 * @throws FpropError SHAPE, DTYPE
 */
export class Power extends Elementwise {
  readonly exponent: number;

  constructor(exponent: number) {
    super();
    checkNumber("Power", "exponent", exponent);
    this.exponent = exponent;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.pow(y, x, this.exponent);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    const p = this.exponent;
    if (p === 0) return kernels.clear(dx);
    kernels.pow(dx, x, p - 1);
    kernels.multiply(dx, dx, dy);
    kernels.scale(dx, dx, p);
  }

  express(x: Expression): Expression {
    return pow(x, this.exponent);
  }

  override toString(): string {
    return `Power(${this.exponent})`;
  }
}
