import { refuse } from "../../lib/check.ts";
import { located } from "../../lib/errors.ts";
import { express } from "../../lib/expressions/express.ts";
import type { Tree } from "../../lib/expressions/expression.ts";
import { checkLayers } from "../../lib/layers/branches.ts";
import { Module, type AnyModule } from "../../lib/module.ts";

type InputOf<L extends readonly AnyModule[]> = L extends readonly [Module<infer In, infer _>, ...AnyModule[]]
  ? In
  : any;
type OutputOf<L extends readonly AnyModule[]> = L extends readonly [...AnyModule[], Module<infer _, infer Out>]
  ? Out
  : any;

/** L with an unknown in front and without its last: position K holds what comes before K. */
type Shifted<L extends readonly AnyModule[]> = L extends readonly [...infer Init extends AnyModule[], AnyModule]
  ? [unknown, ...Init]
  : [];

/** L, where a layer that cannot take the output of the one before it stands as the type it should have had. */
type Chained<L extends readonly AnyModule[]> = {
  [K in keyof L]: K extends keyof Shifted<L>
    ? Shifted<L>[K] extends Module<infer _, infer Prev>
      ? L[K] extends Module<Prev, infer _Out>
        ? L[K]
        : Module<Prev, any>
      : L[K]
    : L[K];
};

/**
 * Feeds each layer's output to the next: y = fₙ(… f₂(f₁(x))), and back dx = f₁′ᵀ(f₂′ᵀ(… fₙ′ᵀ dy)). Lecture slides 24–26.
 *
 *     const net = new Sequential(new Linear(2, 32), new Tanh(), new Linear(32, 3));
 *
 * Its layers are `net.layers`; in paths and state dicts they are 0, 1, 2, … as in PyTorch. Layers whose types do not
 * chain do not compile. With names of their own, as PyTorch's OrderedDict gives them, the layers are those of
 *
 *     Sequential.named({ conv1: new Conv2d(1, 6, 5), relu: new ReLU(), flatten: new Flatten(), fc: new Linear(3456, 10) })
 *
 * @throws FpropError DUPLICATE for one module in two places, which has only one set of intermediates: use its twin();
 * ARGUMENT for names that are numbers, or none, or have dots
 */
export class Sequential<L extends readonly AnyModule[]> extends Module<InputOf<L>, OutputOf<L>> {
  readonly layers: L;
  /** Whether the layers' intermediates are all of one fprop. */
  private complete = false;
  private names: readonly string[];

  constructor(...layers: L & Chained<L>) {
    super();
    checkLayers("Sequential", layers);
    this.layers = layers;
    this.names = Object.keys(layers);
  }

  /** Layers by name, in the order in which they stand there. */
  static named(layers: Readonly<Record<string, AnyModule>>): Sequential<AnyModule[]> {
    if (typeof layers !== "object") refuse("ARGUMENT", "Sequential", "layers", "modules by name", layers);
    // Engines put keys that are numbers first, whatever their place.
    const wrong = Object.keys(layers).find((name) => /^\d*$|\./.test(name));
    if (wrong !== undefined) refuse("ARGUMENT", "Sequential", "a name", "a word without dots", JSON.stringify(wrong));
    const net = new this<AnyModule[]>(...Object.values(layers)); // bundlers rename a class that names itself
    net.names = Object.keys(layers);
    return net;
  }

  fprop(x: InputOf<L>): OutputOf<L> {
    let v: unknown = x;
    for (let i = 0; i < this.layers.length; i++)
      try {
        v = this.layers[i].fprop(v);
        this.complete = i === this.layers.length - 1;
      } catch (error) {
        throw located(error, this.names[i]);
      }
    return v as OutputOf<L>;
  }

  bprop(dy: OutputOf<L>): InputOf<L> {
    if (!this.complete && this.layers.length > 0)
      refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    let g: unknown = dy;
    for (let i = this.layers.length - 1; i >= 0; i--)
      try {
        g = this.layers[i].bprop(g);
      } catch (error) {
        throw located(error, this.names[i]);
      }
    return g as InputOf<L>;
  }

  override express(x: Tree): Tree {
    return this.layers.reduce((v: Tree, layer) => express(layer, v), x);
  }

  override *entries(): Generator<[string, AnyModule]> {
    for (const [i, layer] of this.layers.entries()) yield [this.names[i], layer];
  }
}
