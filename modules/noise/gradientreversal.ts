import { checkFloats, checkLike, checkNumber, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add, mul, stopGradient } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = x, the very tensor, of whatever shape; but dx = −λ dy, which is not its derivative: what stands before it learns to
 * make the loss behind it worse, as features do that are to say nothing about a domain. λ = `lambda` may be changed
 * between steps. Ganin and Lempitsky, 2015.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a λ that is no finite number
 */
export class GradientReversal extends Module {
  lambda: number;
  x: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(lambda = 1) {
    super();
    checkNumber("GradientReversal", "lambda", lambda);
    this.lambda = lambda;
  }

  fprop(x: Tensor): Tensor {
    checkFloats(this, "x", x);
    this.x = x;
    return x;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.x));
    this.dx = Tensor.reuseLike(this.dx, dy);
    kernels.scale(this.dx, dy, -this.lambda);
    return this.dx;
  }

  /** (1 + λ) x, taken for a constant, − λ x. */
  override express(x: Expression): Expression {
    return add(mul(1 + this.lambda, stopGradient(x)), mul(-this.lambda, x));
  }

  override toString(): string {
    return `GradientReversal(${this.lambda})`;
  }
}
