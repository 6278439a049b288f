import { markSquashed } from "../../lib/advice.ts";
import { AlongAxis } from "../../lib/alongaxis.ts";
import { fromLast, toLast } from "../../lib/expressions/axes.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { softmax } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = e^(x − max x) / Σ e^(x − max x),  dx = y (dy − Σ dy y), along the axis dim of x and y [batch, …], by default the
 * last. Taking the largest x off changes nothing in y and keeps every exponential finite (lecture slide 44; slide 37 has
 * the sign of the exponent wrong). As an output it is for reading; train the logits with CrossEntropyLoss.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a dim that is no integer
 */
export class Softmax extends AlongAxis {
  constructor({ dim = -1 }: { dim?: number } = {}) {
    super("Softmax", dim);
  }

  override fprop(x: Tensor): Tensor {
    const before = this.y;
    return markSquashed(super.fprop(x), "Softmax", before);
  }

  protected forward(y: Tensor, x: Tensor, n: number): void {
    kernels.softmax(y, x, n);
  }

  protected backward(dx: Tensor, dy: Tensor, y: Tensor, n: number): void {
    kernels.softmaxBackward(dx, dy, y, n);
  }

  express(x: Expression): Expression {
    return this.dim === -1 ? softmax(x) : fromLast(softmax(toLast(x, this.dim)), this.dim);
  }
}
