import { refuse } from "../../lib/check.ts";
import type { Expression } from "../../lib/expressions/expression.ts";
import { Module, type AnyModule } from "../../lib/module.ts";
import type { Tensor } from "../../lib/tensor.ts";
import { JoinTable } from "../tables/jointable.ts";
import { ParallelTable } from "./paralleltable.ts";
import { SplitTable } from "../tables/splittable.ts";

/**
 * A module for each place of an axis of x: f_k takes x at place k of axis `inputDim`, which is then gone, and the outputs
 * stand one behind the other along axis `outputDim`. y = [f₀(x_0) f₁(x_1) …];  dx has f_k′ᵀ dy_k at place k. Torch7's
 * nn.Parallel.
 *
 *     new Parallel(1, 1, new Linear(4, 2), new Linear(4, 3))     [8, 2, 4] → [8, 5]
 *
 * In paths and state dicts the modules are 0, 1, 2, …
 * @throws FpropError SHAPE, DTYPE; ARGUMENT for no module; DUPLICATE for one module in two places
 */
export class Parallel extends Module {
  readonly split: SplitTable<number>;
  readonly table: ParallelTable<readonly Module[]>;
  readonly join: JoinTable<readonly Tensor[]>;

  constructor(inputDim: number, outputDim: number, ...layers: readonly Module[]) {
    super();
    if (layers.length === 0) refuse("ARGUMENT", "Parallel", "layers", "at least one", "none");
    this.split = new SplitTable(inputDim, layers.length);
    this.table = new ParallelTable(...layers);
    this.join = new JoinTable(outputDim);
  }

  fprop(x: Tensor): Tensor {
    return this.join.fprop(this.table.fprop(this.split.fprop(x)));
  }

  bprop(dy: Tensor): Tensor {
    return this.split.bprop(this.table.bprop(this.join.bprop(dy)));
  }

  override express(x: Expression): Expression {
    return this.join.express(this.table.express(this.split.express(x)) as Expression[]);
  }

  override *entries(): Generator<[string, AnyModule]> {
    yield* this.table.entries();
  }

  override toString(): string {
    return `Parallel(${this.split.dim}, ${this.join.dim})`;
  }
}
