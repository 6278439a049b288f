import { checkForm, refuse } from "../check.ts";
import { located } from "../errors.ts";
import { Module, type AnyModule } from "../module.ts";
import { Tensor } from "../tensor.ts";
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

/** Whether all tensors are there; a twin does not take them along. */
const isWhole = (value: Value | undefined): boolean =>
  value instanceof Tensor || (value !== undefined && value.every(isWhole));

/** What containers of several modules side by side share. In paths and state dicts these are 0, 1, 2, … */
export abstract class Branches<L extends readonly AnyModule[], In extends Value, Out extends Value> extends Module<
  In,
  Out
> {
  readonly layers: L;
  /** What the layers returned, where all of it is of one fprop. */
  private outputs: readonly Value[] | undefined;

  constructor(...layers: L) {
    super();
    checkLayers(this.constructor.name, layers);
    if (layers.length === 0) refuse("ARGUMENT", this, "layers", "at least one", "none");
    this.layers = layers;
  }

  /** y_k = f_k(x_k), for the x_k of each layer. */
  protected forward(x: (k: number) => Value): Value[] {
    this.outputs = undefined;
    const y = this.layers.map((layer, k) => inside(k, () => layer.fprop(x(k)) as Value));
    this.outputs = y;
    return y;
  }

  /** dx_k for the dy_k of each layer. */
  protected backward(dy: readonly Value[]): Value[] {
    const { outputs } = this;
    if (outputs === undefined || !isWhole(outputs))
      refuse("STATE", this, "bprop", "called after fprop", "no complete fprop before it");
    // Before the first layer adds to its gradients, so that a wrong part behind it has changed nothing.
    checkForm(this, "dy", dy, outputs);
    return this.layers.map((layer, k) => inside(k, () => layer.bprop(dy[k]) as Value));
  }

  override *entries(): Generator<[string, AnyModule]> {
    for (const [i, layer] of this.layers.entries()) yield [String(i), layer];
  }
}
