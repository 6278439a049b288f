import { refuse } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import { describe } from "../../lib/errors.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { max, min } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = min(max(x, low), high),  dx = dy where low < x < high, else 0, elementwise on any shape; −∞ and ∞ leave a side
 * open. Torch7's nn.Clamp; Hardtanh with its bounds by position.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT unless low < high
 */
export class Clamp extends Elementwise {
  readonly low: number;
  readonly high: number;

  constructor(low: number, high: number) {
    super();
    if (!(low < high)) refuse("ARGUMENT", "Clamp", "low", `below high = ${describe(high)}`, describe(low));
    this.low = low;
    this.high = high;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.hardtanh(y, x, this.low, this.high);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.hardtanhBackward(dx, dy, x, this.low, this.high);
  }

  express(x: Expression): Expression {
    return min(max(x, this.low), this.high);
  }

  override toString(): string {
    return `Clamp(${this.low}, ${this.high})`;
  }
}
