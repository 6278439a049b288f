import type { Expression } from "../../lib/expressions/expression.ts";
import { mul } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Merge, type Pair } from "../../lib/layers/merge.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * c = a b of two tensors of one shape, element by element;  da = dc b, db = dc a. Torch7's nn.CMulTable.
 * @throws FpropError SHAPE, DTYPE
 */
export class Mul extends Merge {
  da: Tensor | undefined;
  db: Tensor | undefined;

  protected forward(c: Tensor, a: Tensor, b: Tensor): void {
    kernels.multiply(c, a, b);
  }

  protected backward(dc: Tensor, a: Tensor, b: Tensor): Pair {
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    kernels.multiply(this.da, dc, b);
    kernels.multiply(this.db, dc, a);
    return [this.da, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return mul(a, b);
  }
}
