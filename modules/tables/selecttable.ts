import { checkCount, checkForm, refuse } from "../../lib/check.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";
import { isValue, leaves, mapValue, type Value } from "../../lib/value.ts";

/**
 * y = x_k, position k of a tuple, as it is;  dx has dy there, and 0 for the others. Torch7's nn.SelectTable, which counts
 * from 1.
 *
 *     new SelectTable(1)                                          of a pair, the second
 *     new SelectTable<2, readonly [Tensor, Tensor, Tensor]>(2)    of three, the last
 *
 * @throws FpropError SHAPE for a tuple without such a position
 */
export class SelectTable<K extends number, In extends readonly Value[] = readonly [Tensor, Tensor]> extends Module<
  In,
  In[K] & Value
> {
  readonly k: K;
  y: Tensor | undefined;
  zeros: (Tensor | undefined)[] = [];
  private x: In | undefined;

  constructor(k: K) {
    super();
    checkCount("SelectTable", "k", k, 0);
    this.k = k;
  }

  fprop(x: In): In[K] & Value {
    if (!Array.isArray(x) || !isValue(x) || x.length <= this.k)
      refuse("SHAPE", this, "x", `a tuple with a position ${this.k}`, x);
    this.x = x;
    [this.y] = leaves(x[this.k]);
    return x[this.k];
  }

  bprop(dy: In[K] & Value): In {
    const { x } = this;
    // A twin has the tuple, of which nothing is left, and no y.
    if (x === undefined || this.y === undefined)
      refuse("STATE", this, "bprop", "called after fprop", "no fprop before it");
    checkForm(this, "dy", dy, x[this.k]);
    let next = -1;
    return x.map((value, k) =>
      k === this.k
        ? dy
        : mapValue(value, (t) => {
            next++;
            const zero = Tensor.reuseLike(this.zeros[next], t);
            kernels.clear(zero);
            return (this.zeros[next] = zero);
          }),
    ) as readonly Value[] as In;
  }

  override express(x: readonly Tree[]): Tree {
    return x[this.k];
  }

  override toString(): string {
    return `SelectTable(${this.k})`;
  }
}
