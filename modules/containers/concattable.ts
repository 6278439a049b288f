import { express } from "../../lib/expressions/express.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Branches } from "../../lib/layers/branches.ts";
import type { AnyModule, Module } from "../../lib/module.ts";
import { Tensor } from "../../lib/tensor.ts";
import { leaves, mapValue } from "../../lib/value.ts";

type InputOf<L extends readonly AnyModule[]> = L extends readonly [Module<infer In, infer _>, ...AnyModule[]]
  ? In
  : any;
type OutputsOf<L extends readonly AnyModule[]> = {
  readonly [K in keyof L]: L[K] extends Module<infer _, infer Out> ? Out : never;
};
/** L, where a layer that cannot take what the first one takes stands as the type it should have had. */
type Alike<L extends readonly AnyModule[]> = {
  [K in keyof L]: L[K] extends Module<InputOf<L>, infer _> ? L[K] : Module<InputOf<L>, any>;
};

/**
 * Several modules of one input: y = [f₀(x), f₁(x), …];  dx = Σ f_k′ᵀ dy_k, in the order of the modules. Modules whose inputs
 * differ in type do not compile. Torch7's nn.ConcatTable.
 *
 *     new ConcatTable(new Linear(4, 2), new Identity())     [8, 4] → [8, 2], [8, 4]
 *
 * @throws FpropError ARGUMENT for no module; DUPLICATE for one module in two places
 */
export class ConcatTable<L extends readonly AnyModule[]> extends Branches<L, InputOf<L>, OutputsOf<L>> {
  dx: (Tensor | undefined)[] = [];

  constructor(...layers: L & Alike<L>) {
    super(...(layers as L));
  }

  fprop(x: InputOf<L>): OutputsOf<L> {
    return this.forward(() => x) as unknown as OutputsOf<L>;
  }

  bprop(dy: OutputsOf<L>): InputOf<L> {
    const [first, ...others] = this.backward(dy);
    const parts = others.map(leaves);
    let next = -1;
    return mapValue(first, (d) => {
      next++;
      // One branch has nothing to add, and indices have no derivative.
      if (parts.length === 0 || d.dtype === "int32") return d;
      const sum = Tensor.reuseLike(this.dx[next], d);
      this.dx[next] = sum;
      for (const [k, part] of parts.entries()) kernels.add(sum, k === 0 ? d : sum, part[next]);
      return sum;
    }) as InputOf<L>;
  }

  override express(x: Tree): Tree {
    return this.layers.map((layer) => express(layer, x));
  }
}
