import { checkFloats, checkLike, checkNumber, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mul, neg, relu, sub } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Module } from "../lib/module.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * y = x where x > 0, else a x;  dx = dy where x > 0, else a dy, elementwise on any shape. a = negativeSlope.
 * Maas, Hannun and Ng, 2013.
 * @throws FpropError SHAPE, DTYPE
 */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;
  x: Tensor | undefined;
  y: Tensor | undefined;
  dx: Tensor | undefined;

  constructor({ negativeSlope = 0.01 }: { negativeSlope?: number } = {}) {
    super();
    checkNumber("LeakyReLU", "negativeSlope", negativeSlope);
    this.negativeSlope = negativeSlope;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.x = x;
    this.y = Tensor.reuseLike(this.y, x);
    kernels.leakyRelu(this.y, x, this.negativeSlope);
    return this.y;
  }

  bprop(dy: Tensor): Tensor {
    const x = kept(this, this.x);
    checkLike(this, "dy", dy, x);
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.leakyReluBackward(this.dx, dy, x, this.negativeSlope);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return sub(relu(x), mul(this.negativeSlope, relu(neg(x))));
  }

  override toString(): string {
    return `LeakyReLU(${this.negativeSlope})`;
  }
}
