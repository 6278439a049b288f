import { checkLike, kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { mul } from "../../lib/expressions/operations.ts";
import type { Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Trailing } from "../../lib/layers/trailing.ts";
import type { Parameter } from "../../lib/parameter.ts";
import type { Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * y = x w, element by element:  dx = dy w,  dw += Σ dy x over all rows. Torch7's nn.CMul, and without a size its nn.Mul.
 *
 *     x [batch, …, …size]     w = weight [size], a number for all of x where no size is given     y as x
 *
 * w starts uniform in ±1/√n for n numbers.
 * @throws FpropError SHAPE, DTYPE
 */
export class Scale extends Trailing {
  readonly weight: Parameter;
  t: Tensor | undefined;
  dx: Tensor | undefined;

  constructor(size: number | readonly number[] = [], { init, rng }: { init?: Init; rng?: Rng } = {}) {
    super(size);
    this.weight = this.start(init, rng);
  }

  fprop(x: Tensor): Tensor {
    const [y, rows] = this.enter(x, this.weight);
    kernels.repeatPieces(y, this.weight.value, rows, this.weight.value.size);
    kernels.multiply(y, x, y);
    return y;
  }

  bprop(dy: Tensor): Tensor {
    const [x, y] = [kept(this, this.x), kept(this, this.y)];
    checkLike(this, "dy", dy, y);
    const { value: w, grad, trainable } = this.weight;
    if (trainable) {
      this.t = Tensor.reuseLike(this.t, x);
      kernels.multiply(this.t, dy, x);
      kernels.addColumnSums(grad, this.t, w.size);
    }
    this.dx = Tensor.reuseLike(this.dx, x);
    kernels.repeatPieces(this.dx, w, x.size / w.size, w.size);
    kernels.multiply(this.dx, dy, this.dx);
    return this.dx;
  }

  override express(x: Expression): Expression {
    return mul(x, this.weight);
  }
}
