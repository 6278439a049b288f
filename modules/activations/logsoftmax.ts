import { AlongAxis } from "../../lib/alongaxis.ts";
import { fromLast, toLast } from "../../lib/expressions/axes.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { logSoftmax } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x − ln Σ eˣ,  dx = dy − eʸ Σ dy, along the axis dim of x and y [batch, …], by default the last. The largest x is
 * taken off before the exponentials, so that none overflows (lecture slide 44).
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a dim that is no integer
 */
export class LogSoftmax extends AlongAxis {
  constructor({ dim = -1 }: { dim?: number } = {}) {
    super("LogSoftmax", dim);
  }

  protected forward(y: Tensor, x: Tensor, n: number): void {
    kernels.logSoftmax(y, x, n);
  }

  protected backward(dx: Tensor, dy: Tensor, y: Tensor, n: number): void {
    kernels.logSoftmaxBackward(dx, dy, y, n);
  }

  express(x: Expression): Expression {
    return this.dim === -1 ? logSoftmax(x) : fromLast(logSoftmax(toLast(x, this.dim)), this.dim);
  }
}
