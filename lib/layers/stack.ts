import { checkCount, refuse } from "../check.ts";
import { express } from "../expressions/express.ts";
import type { Expression, Tree } from "../expressions/expression.ts";
import * as kernels from "../kernels/index.ts";
import { Module } from "../module.ts";
import { Tensor } from "../tensor.ts";
import type { Value } from "../value.ts";
import { checkLayers, inside } from "./branches.ts";
import { anyForm } from "./skips.ts";
import { members, packed } from "./tuple.ts";

/**
 * Layers on each other, of which the first tensor goes through all, and the others to each: x → f_k([x, others]) for one
 * layer after the other, and the norm behind them. The others' gradients are the sums of what all layers have for them.
 */
export abstract class Stack<In extends Value> extends Module<In, Tensor> {
  readonly layers: readonly Module<In, Tensor>[];
  readonly norm: Module | undefined;
  /** Whether the layers' intermediates are all of one fprop. */
  private complete = false;
  private readonly dothers: (Tensor | undefined)[] = [];

  /** Layers are made one by one, so that each starts from its own numbers; PyTorch's are copies of one. */
  constructor(
    layer: (k: number) => Module<In, Tensor>,
    numLayers: number,
    { norm }: { norm?: Module | undefined } = {},
  ) {
    super();
    const who = this.constructor.name;
    checkCount(who, "numLayers", numLayers);
    if (typeof layer !== "function") refuse("ARGUMENT", who, "layer", "a function that makes the k-th layer", layer);
    this.layers = Array.from({ length: numLayers }, (_, k) => layer(k));
    checkLayers(who, norm === undefined ? this.layers : [...this.layers, norm]);
    this.norm = norm;
  }

  fprop(input: In): Tensor {
    const [, ...others] = members<Tensor>(input as Tensor);
    this.complete = false;
    let x = inside("layers.0", () => this.layers[0].fprop(input));
    for (const [k, layer] of this.layers.entries())
      if (k > 0) x = inside(`layers.${k}`, () => anyForm(layer).fprop(packed([x, ...others])));
    const y = this.norm === undefined ? x : inside("norm", () => this.norm!.fprop(x));
    this.complete = true;
    return y;
  }

  bprop(dy: Tensor): In {
    if (!this.complete) refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    let dx = this.norm === undefined ? dy : inside("norm", () => this.norm!.bprop(dy));
    let dothers: Tensor[] = [];
    for (const [k, layer] of [...this.layers.entries()].reverse()) {
      const [d, ...rest] = members(inside(`layers.${k}`, () => anyForm(layer).bprop(dx)));
      dx = d;
      dothers = rest.map((t, i) => this.sum(i, dothers[i], t));
    }
    return packed([dx, ...dothers]) as In;
  }

  /** What has come together for other i, and t. */
  private sum(i: number, before: Tensor | undefined, t: Tensor): Tensor {
    if (t.dtype === "int32") return t;
    const sum = (this.dothers[i] = Tensor.reuseLike(this.dothers[i], t));
    if (before === undefined) kernels.scale(sum, t, 1);
    else kernels.add(sum, before, t);
    return sum;
  }

  override express(input: Tree): Expression {
    const [first, ...others] = members(input as Expression);
    const x = this.layers.reduce((e, layer) => express(layer as Module, packed([e, ...others])), first);
    return this.norm === undefined ? x : express(this.norm, x);
  }

  override toString(): string {
    return `${this.constructor.name}(${this.layers.length} × ${this.layers[0].constructor.name})`;
  }
}
