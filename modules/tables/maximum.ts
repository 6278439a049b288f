import { kept } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { max } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Merge, type Pair } from "../../lib/layers/merge.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * c = max(a, b) of two tensors of one shape, element by element. The gradient goes to the larger, of equals to a:
 *
 *     db = dc where b is the larger, else 0     da = dc − db
 *
 * Torch7's nn.CMaxTable.
 * @throws FpropError SHAPE, DTYPE
 */
export class Maximum extends Merge {
  /** 1 where b is the larger, else 0. */
  later: Tensor | undefined;
  da: Tensor | undefined;
  db: Tensor | undefined;

  protected forward(c: Tensor, a: Tensor, b: Tensor): void {
    this.later = Tensor.reuseLike(this.later, a);
    kernels.exceeds(this.later, b, a);
    kernels.max(c, a, b);
  }

  protected backward(dc: Tensor, a: Tensor, b: Tensor): Pair {
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    kernels.reluBackward(this.db, dc, kept(this, this.later));
    kernels.subtract(this.da, dc, this.db);
    return [this.da, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return max(a, b);
  }
}
