import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, exceeds, mul, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x where x > threshold, else value;  dx = dy where x > threshold, else 0, elementwise on any shape.
 * @throws FpropError SHAPE, DTYPE
 */
export class Threshold extends Elementwise {
  readonly threshold: number;
  readonly value: number;

  constructor(threshold: number, value: number) {
    super();
    checkNumber("Threshold", "threshold", threshold);
    checkNumber("Threshold", "value", value);
    this.threshold = threshold;
    this.value = value;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.threshold(y, x, this.threshold, this.value);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.hardtanhBackward(dx, dy, x, this.threshold, Infinity);
  }

  express(x: Expression): Expression {
    const above = exceeds(x, this.threshold);
    return add(mul(above, x), mul(this.value, sub(1, above)));
  }

  override toString(): string {
    return `Threshold(${this.threshold}, ${this.value})`;
  }
}
