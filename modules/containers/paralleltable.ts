import { checkTuple } from "../../lib/check.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import { Branches } from "../../lib/layers/branches.ts";
import type { AnyModule, Module } from "../../lib/module.ts";
import type { Value } from "../../lib/value.ts";

type InputsOf<L extends readonly AnyModule[]> = {
  readonly [K in keyof L]: L[K] extends Module<infer In, infer _> ? In : never;
};
type OutputsOf<L extends readonly AnyModule[]> = {
  readonly [K in keyof L]: L[K] extends Module<infer _, infer Out> ? Out : never;
};

/**
 * A module for each position of a tuple: y = [f₀(x₀), f₁(x₁), …];  dx = [f₀′ᵀ dy₀, f₁′ᵀ dy₁, …]. Torch7's nn.ParallelTable.
 *
 *     new ParallelTable(new Linear(4, 2), new Embedding(9, 2))     [8, 4], [8] (int32) → [8, 2], [8, 2]
 *
 * @throws FpropError ARGUMENT for no module; DUPLICATE for one module in two places; SHAPE for a tuple of another length
 */
export class ParallelTable<L extends readonly AnyModule[]> extends Branches<L, InputsOf<L>, OutputsOf<L>> {
  fprop(x: InputsOf<L>): OutputsOf<L> {
    checkTuple(this, x, this.layers.length);
    return this.forward((k) => x[k] as Value) as unknown as OutputsOf<L>;
  }

  bprop(dy: OutputsOf<L>): InputsOf<L> {
    return this.backward(dy) as unknown as InputsOf<L>;
  }

  override express(x: readonly Tree[]): Tree {
    return this.layers.map((layer, k) => express(layer, x[k]));
  }
}
