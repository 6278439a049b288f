import { checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { add } from "../../lib/expressions/operations.ts";
import type { Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Trailing } from "../../lib/layers/trailing.ts";
import type { Parameter } from "../../lib/parameter.ts";
import type { Rng } from "../../lib/rng.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * y = x + b:  dx = dy, the very tensor, db += Σ dy over all rows. Torch7's nn.Add.
 *
 *     x [batch, …, …size]     b = bias [size], a number for all of x where no size is given     y as x
 *
 * b starts uniform in ±1/√n for n numbers.
 * @throws FpropError SHAPE, DTYPE
 */
export class Bias extends Trailing {
  readonly bias: Parameter;

  constructor(size: number | readonly number[] = [], { init, rng }: { init?: Init; rng?: Rng } = {}) {
    super(size);
    this.bias = this.start(init, rng);
  }

  fprop(x: Tensor): Tensor {
    const [y, rows] = this.enter(x, this.bias);
    kernels.repeatPieces(y, this.bias.value, rows, this.bias.value.size);
    kernels.add(y, x, y);
    return y;
  }

  bprop(dy: Tensor): Tensor {
    checkLike(this, "dy", dy, kept(this, this.y));
    if (this.bias.trainable) kernels.addColumnSums(this.bias.grad, dy, this.bias.value.size);
    return dy;
  }

  override express(x: Expression): Expression {
    return add(x, this.bias);
  }
}
