import type { Expression } from "../../lib/expressions/expression.ts";
import { sub } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Merge, type Pair } from "../../lib/layers/merge.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * c = a − b of two tensors of one shape;  da = dc, the very tensor, db = −dc. Torch7's nn.CSubTable.
 * @throws FpropError SHAPE, DTYPE
 */
export class Sub extends Merge {
  db: Tensor | undefined;

  protected forward(c: Tensor, a: Tensor, b: Tensor): void {
    kernels.subtract(c, a, b);
  }

  protected backward(dc: Tensor): Pair {
    this.db = Tensor.reuseLike(this.db, dc);
    kernels.scale(this.db, dc, -1);
    return [dc, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return sub(a, b);
  }
}
