import type { Expression } from "../../lib/expressions/expression.ts";
import { add } from "../../lib/expressions/operations.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Merge, type Pair } from "../../lib/layers/merge.ts";
import type { Tensor } from "../../lib/tensor.ts";

/**
 * c = a + b of two tensors of one shape;  da = db = dc, the very tensor. Torch7's nn.CAddTable.
 * @throws FpropError SHAPE, DTYPE
 */
export class Add extends Merge {
  protected forward(c: Tensor, a: Tensor, b: Tensor): void {
    kernels.add(c, a, b);
  }

  protected backward(dc: Tensor): Pair {
    return [dc, dc];
  }

  override express([a, b]: readonly [Expression, Expression]): Expression {
    return add(a, b);
  }
}
