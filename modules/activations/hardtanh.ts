import { checkNumber } from "../../lib/check.ts";
import { Elementwise } from "../../lib/elementwise.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { max, min } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = min(max(x, minVal), maxVal),  dx = dy where minVal < x < maxVal, else 0, elementwise on any shape.
 * Lecture slide 39.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT unless minVal < maxVal
 */
export class Hardtanh extends Elementwise {
  readonly minVal: number;
  readonly maxVal: number;

  constructor({ minVal = -1, maxVal = 1 }: { minVal?: number; maxVal?: number } = {}) {
    super();
    checkNumber("Hardtanh", "maxVal", maxVal);
    checkNumber("Hardtanh", "minVal", minVal, -Infinity, maxVal, true);
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  protected forward(y: Tensor, x: Tensor): void {
    kernels.hardtanh(y, x, this.minVal, this.maxVal);
  }

  protected backward(dx: Tensor, dy: Tensor, x: Tensor): void {
    kernels.hardtanhBackward(dx, dy, x, this.minVal, this.maxVal);
  }

  express(x: Expression): Expression {
    return min(max(x, this.minVal), this.maxVal);
  }

  override toString(): string {
    return `Hardtanh(${this.minVal}, ${this.maxVal})`;
  }
}
