import { Module, type AnyModule } from "../../lib/module.ts";
import { refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import type { Tensor } from "../../lib/tensor.ts";
import { ConcatTable } from "./concattable.ts";
import { JoinTable } from "../tables/jointable.ts";

/**
 * Several modules of one input, their outputs one behind the other along axis `dim`: y = [f₀(x) f₁(x) …];  dx = Σ f_k′ᵀ dy_k
 * with dy_k the part of dy that is f_k's. Torch7's nn.Concat; the branches of an Inception module.
 *
 *     new Concat(1, new Linear(4, 2), new Linear(4, 3))     [8, 4] → [8, 5]
 *
 * In paths and state dicts the modules are 0, 1, 2, …
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for no module; DUPLICATE for one module in two places
 */
export class Concat extends Module {
  readonly table: ConcatTable<readonly Module[]>;
  readonly join: JoinTable<readonly Tensor[]>;

  constructor(dim: number, ...layers: readonly Module[]) {
    super();
    if (layers.length === 0) refuse("ARGUMENT", "Concat", "layers", "at least one", "none");
    this.join = new JoinTable(dim);
    this.table = new ConcatTable(...layers);
  }

  fprop(x: Tensor): Tensor {
    return this.join.fprop(this.table.fprop(x));
  }

  bprop(dy: Tensor): Tensor {
    return this.table.bprop(this.join.bprop(dy)) as Tensor;
  }

  override express(x: Expression): Expression {
    return this.join.express(this.table.express(x) as Expression[]);
  }

  override *entries(): Generator<[string, AnyModule]> {
    yield* this.table.entries();
  }

  override toString(): string {
    return `Concat(${this.join.dim})`;
  }
}
