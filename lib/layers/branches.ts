import { refuse } from "../check.ts";
import { located } from "../errors.ts";
import { Module, type AnyModule } from "../module.ts";
import type { Value } from "../value.ts";

/** Refuses what is no module, and one in two places, which has only one set of intermediates. */
export function checkLayers(who: string, layers: readonly AnyModule[]): void {
  const places = new Map<AnyModule, number>();
  for (const [i, layer] of layers.entries()) {
    if (!(layer instanceof Module)) refuse("ARGUMENT", who, `layer ${i}`, "a Module", layer);
    const before = layer.modules().find((m) => places.has(m));
    if (before !== undefined)
      refuse(
        "DUPLICATE",
        who,
        `layer ${i}`,
        "a module of its own, such as twin() gives",
        `${before} of layer ${places.get(before)!}`,
      );
    for (const m of layer.modules()) places.set(m, i);
  }
}

/** Calls a child, whose errors get its key in their path. */
export function inside<T>(key: string | number, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw located(error, key);
  }
}

/** What containers of several modules side by side share. In paths and state dicts these are 0, 1, 2, … */
export abstract class Branches<L extends readonly AnyModule[], In extends Value, Out extends Value> extends Module<
  In,
  Out
> {
  readonly layers: L;
  /** Whether the layers' intermediates are all of one fprop. */
  protected complete = false;

  constructor(...layers: L) {
    super();
    checkLayers(this.constructor.name, layers);
    if (layers.length === 0) refuse("ARGUMENT", this, "layers", "at least one", "none");
    this.layers = layers;
  }

  /** y_k = f_k(x_k), for the x_k of each layer. */
  protected forward(x: (k: number) => Value): Value[] {
    this.complete = false;
    const y = this.layers.map((layer, k) => inside(k, () => layer.fprop(x(k)) as Value));
    this.complete = true;
    return y;
  }

  /** dx_k for the dy_k of each layer. */
  protected backward(dy: readonly Value[]): Value[] {
    if (!this.complete) refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    if (!Array.isArray(dy) || dy.length !== this.layers.length)
      refuse("SHAPE", this, "dy", `a tuple of ${this.layers.length}`, dy);
    return this.layers.map((layer, k) => inside(k, () => layer.bprop(dy[k]) as Value));
  }

  override *entries(): Generator<[string, AnyModule]> {
    for (const [i, layer] of this.layers.entries()) yield [String(i), layer];
  }
}
