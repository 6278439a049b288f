import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul, neg, relu, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x where x > 0, else a x;  dx = dy where x > 0, else a dy, elementwise on any shape. a = negativeSlope.
 * Maas, Hannun and Ng, 2013.
 * @throws FpropError SHAPE, DTYPE
 */
export class LeakyReLU extends Elementwise {
  readonly negativeSlope: number;

  constructor({ negativeSlope = 0.01 }: { negativeSlope?: number } = {}) {
    super();
    checkNumber("LeakyReLU", "negativeSlope", negativeSlope);
    this.negativeSlope = negativeSlope;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.leakyRelu(y, x, this.negativeSlope);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.leakyReluBackward(dx, dy, x, this.negativeSlope);
  }

  express(x: Expression): Expression {
    return sub(relu(x), mul(this.negativeSlope, relu(neg(x))));
  }

  override toString(): string {
    return `LeakyReLU(${this.negativeSlope})`;
  }
}
