import { Dropping } from "../../lib/dropping.ts";
import { constant, type Expression } from "../../lib/expressions/expression.ts";
import { add, div, mul, sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import type { Rng } from "../../lib/rng.ts";
import type { Tensor } from "../../lib/tensor.ts";

/** What SELU tends to far below 0: −λα. */
const LOW = -1.7580993408473766;

/**
 * Dropout that keeps mean 0 and variance 1, for nets of SELU: what is dropped becomes SELU's lowest value.
 *
 *     y = a (x or, with probability p, LOW) + b     dx = a dy where x was kept, else 0
 *
 *     a = 1/√((1 − p)(1 + p LOW²))                  b = −a p LOW          LOW = −1.7580993408473766
 *
 * elementwise on any shape. With p = 1 y is 0. In evaluation y = x and dx = dy, the very tensors. The stream `rng` is as
 * in Dropout. Klambauer et al., 2017; PyTorch's argument.
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for a p outside [0, 1]
 */
export class AlphaDropout extends Dropping {
  readonly a: number;
  readonly b: number;

  constructor(p = 0.5, { rng }: { rng?: Rng } = {}) {
    super("AlphaDropout", p, rng);
    this.a = p === 1 ? 0 : 1 / Math.sqrt((1 - p) * (1 + p * LOW * LOW));
    this.b = -this.a * p * LOW;
  }

  protected override draw(mask: Tensor, rng: Rng): void {
    kernels.keep(mask, rng, this.p, this.a);
  }

  protected override drop(y: Tensor, x: Tensor, mask: Tensor): void {
    kernels.masked(y, x, mask, this.a * LOW + this.b, this.b);
  }

  protected override expressDrop(x: Expression, mask: Expression): Expression {
    const { a, b } = this;
    const dropped = sub(1, a === 0 ? mask : div(mask, a));
    return add(add(mul(x, mask), mul(dropped, constant(a * LOW))), b);
  }
}
