import { Module, Tensor, type AnyModule } from "fprop";
import { build, type Layer } from "fprop/io";
import { outputOf, aside, offerOf } from "./catalogue.ts";
import { checkGrowth } from "./growth.ts";
import { limits } from "./limits.ts";
import { activations } from "./catalogue/activations.ts";
import { isLayer, layersIn, type Place } from "./places.ts";
import { decline, PlaygroundError, refusalOf } from "./refusal.ts";

/** A layer and those inside of it, as they were tried. */
export interface Tried {
  readonly place: Place;
  /** As in state dicts: "0", "2.module.0". */
  readonly path: string;
  readonly kind: string;
  /** How the module prints, "Linear(2 → 8)"; its kind where it could not be made. */
  readonly name: string;
  /** Numbers in its own parameters and those inside. */
  readonly weights: number;
  /** Shapes of rows; none where it was not reached, or has a tuple. */
  readonly input?: readonly number[];
  readonly output?: readonly number[];
}

/**
 * Has a layer try two rows of zeros: its shapes, and those of all layers inside of it, into `found`.
 * @throws PlaygroundError with the innermost place that refused
 */
export function tryLayer(layer: Layer, place: Place, row: readonly number[], found: Tried[]): number[] {
  const module = aside(() => made(layer, place));
  const seen = new Map<string, { input?: readonly number[]; output?: readonly number[] }>();
  const at = found.length;
  let refused: Place | undefined;
  for (const [p, path, l, m] of pairs(layer, module, place, place.join("."))) {
    const key = p.join();
    found.push({
      place: p,
      path,
      kind: l.kind,
      name: m === undefined ? l.kind : `${m}`,
      weights: m === undefined ? 0 : weightsOf(m),
    });
    if (m === undefined) continue;
    const fprop = m.fprop.bind(m) as (x: unknown) => unknown;
    m.fprop = (x: unknown): unknown => {
      const shapes: { input?: readonly number[]; output?: readonly number[] } = {};
      if (x instanceof Tensor) shapes.input = x.shape.slice(1);
      seen.set(key, shapes);
      try {
        if (shapes.input !== undefined) checkGrowth(l, shapes.input);
        const y = fprop(x);
        if (y instanceof Tensor) shapes.output = y.shape.slice(1);
        return y;
      } catch (error) {
        refused ??= p;
        throw error;
      }
    };
  }
  const complete = (): void => {
    for (let i = at; i < found.length; i++) found[i] = { ...found[i], ...seen.get(found[i].place.join()) };
  };
  try {
    const output = aside(() => outputOf(module, row));
    complete();
    return output;
  } catch (error) {
    complete();
    throw new PlaygroundError({ ...refusalOf(error), part: "layers", place: refused ?? place }, { cause: error });
  }
}

/**
 * The module of a layer.
 * @throws PlaygroundError with the innermost place that cannot be made
 */
export function made(layer: Layer, place: Place): AnyModule {
  for (const [i, inner] of layersIn(layer).entries()) made(inner, [...place, i]);
  try {
    checkOptions(layer);
    if (offerOf(layer.kind) === undefined)
      decline("CONFIGURATION", `There is no module of the kind "${layer.kind}" to choose from.`);
    return build(layer, { depth: 2 * limits.depth, modules: 4 * limits.layers, numbers: limits.weights });
  } catch (error) {
    throw new PlaygroundError({ ...refusalOf(error), part: "layers", place }, { cause: error });
  }
}

/** Layers in options have no place of their own where they could be tried: they are activations, which keep shapes. */
function checkOptions({ kind, args }: Layer): void {
  for (const arg of args as readonly unknown[])
    for (const value of isLayer(arg) ? [] : Object.values(Object(arg) as object))
      if (isLayer(value) && !activations.offers.some((offer) => offer.kind === value.kind && value.kind !== "GLU"))
        decline("CONFIGURATION", `${kind}: an activation should stand in its options, and not a "${value.kind}".`);
}

/** Layers and their modules, the outer ones first. A module that shows nothing of the one inside, as WeightNorm, has none. */
export function* pairs(
  layer: Layer,
  module: AnyModule | undefined,
  place: Place,
  path: string,
): Generator<[place: Place, path: string, layer: Layer, module: AnyModule | undefined]> {
  yield [place, path, layer, module];
  const inside =
    module === undefined
      ? []
      : [...module.entries()].filter((entry): entry is [string, AnyModule] => entry[1] instanceof Module);
  for (const [i, inner] of layersIn(layer).entries()) {
    const [key, child] = inside[i] ?? [`${i}`, undefined];
    yield* pairs(inner, child, [...place, i], `${path}.${key}`);
  }
}

const weightsOf = (module: AnyModule): number => module.parameters().reduce((n, p) => n + p.value.size, 0);
