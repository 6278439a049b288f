import { kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { max, neg } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Merge, type Pair } from "../../lib/layers/merge.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * c = min(a, b) of two tensors of one shape, element by element. The gradient goes to the smaller, of equals to a:
 *
 *     db = dc where b is the smaller, else 0     da = dc − db
 *
 * Torch7's nn.CMinTable.
 * @throws FpropError SHAPE, DTYPE
 */
export class Minimum extends Merge {
  /** 1 where b is the smaller, else 0. */
  later: Tensor | undefined;
  negative: Tensor | undefined;
  da: Tensor | undefined;
  db: Tensor | undefined;

  protected forward(c: Tensor, a: Tensor, b: Tensor): void {
    this.later = Tensor.reuseLike(this.later, a);
    kernels.exceeds(this.later, a, b);
    kernels.scale(c, a, -1);
    this.negative = Tensor.reuseLike(this.negative, b);
    kernels.scale(this.negative, b, -1);
    kernels.max(c, c, this.negative);
    kernels.scale(c, c, -1);
  }

  protected backward(dc: Tensor, a: Tensor, b: Tensor): Pair {
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    kernels.reluBackward(this.db, dc, kept(this, this.later));
    kernels.subtract(this.da, dc, this.db);
    return [this.da, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return neg(max(neg(a), neg(b)));
  }
}
