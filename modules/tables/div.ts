import type { Expression } from "../../lib/expressions/expression.ts";
import { div } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Merge, type Pair } from "../../lib/layers/merge.ts";
import { Tensor } from "../../lib/tensor.ts";

/**
 * c = a / b of two tensors of one shape, element by element;  da = dc / b, db = −da c. Torch7's nn.CDivTable.
 * @throws FpropError SHAPE, DTYPE
 */
export class Div extends Merge {
  da: Tensor | undefined;
  db: Tensor | undefined;

  protected forward(c: Tensor, a: Tensor, b: Tensor): void {
    kernels.divide(c, a, b);
  }

  protected backward(dc: Tensor, a: Tensor, b: Tensor, c: Tensor): Pair {
    this.da = Tensor.reuseLike(this.da, a);
    this.db = Tensor.reuseLike(this.db, b);
    kernels.divide(this.da, dc, b);
    kernels.multiply(this.db, this.da, c);
    kernels.scale(this.db, this.db, -1);
    return [this.da, this.db];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return div(a, b);
  }
}
