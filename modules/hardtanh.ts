import { checkFloats, checkLike, checkNumber, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { max, min } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = min(max(x, minVal), maxVal),  dx = dy where minVal < x < maxVal, else 0, elementwise on any shape.
 * Lecture slide 39.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT unless minVal < maxVal
 */
export class Hardtanh extends Module {
  readonly minVal: number;
  readonly maxVal: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({ minVal = -1, maxVal = 1 }: { minVal?: number; maxVal?: number } = {}) {
    super();
    checkNumber("Hardtanh", "maxVal", maxVal);
    checkNumber("Hardtanh", "minVal", minVal, -Infinity, maxVal, true);
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.x = x;
    this.y = Tensor.reuseLike(this.y, x);
    kernels.hardtanh(this.y, x, this.minVal, this.maxVal);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const x = kept(this, this.x);
    checkLike(this, "dy", dy, x);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.hardtanhBackward(this.dx, dy, x, this.minVal, this.maxVal);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return min(max(x, this.minVal), this.maxVal);
  }

  override toString(): string {
    return `Hardtanh(${this.minVal}, ${this.maxVal})`;
  }
}
