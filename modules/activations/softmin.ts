import { AlongAxis } from "../../lib/alongaxis.ts";
import { fromLast, toLast } from "../../lib/expressions/axes.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { neg, softmax } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = softmax(−x) = e⁻ˣ / Σ e⁻ˣ,  dx = −y (dy − Σ dy y), along the axis dim of x and y [batch, …], by default the last.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a dim that is no integer
 */
export class Softmin extends AlongAxis {
  constructor({ dim = -1 }: { dim?: number } = {}) {
    super("Softmin", dim);
  }

  protected forward(y: Tensor, x: Tensor, n: number): void {
    kernels.scale(y, x, -1);
    kernels.softmax(y, y, n);
  }

  protected backward(dx: Tensor, dy: Tensor, y: Tensor, n: number): void {
    kernels.softmaxBackward(dx, dy, y, n);
    kernels.scale(dx, dx, -1);
  }

  express(x: Expression): Expression {
    const z = neg(x);
    return this.dim === -1 ? softmax(z) : fromLast(softmax(toLast(z, this.dim)), this.dim);
  }
}
