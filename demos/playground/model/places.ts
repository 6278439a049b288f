import type { Layer } from "fprop/io";

/**
 * Where a layer stands: [2] is the third of the net, [2, 0] the first layer inside of it. What is inside are those
 * arguments that are layers: of `Residual(Sequential(Linear, Tanh))` at [2], the Sequential is at [2, 0] and Tanh at [2, 0, 1].
 */
export type Place = readonly number[];

/** The layers inside of a layer. */
export function layersIn({ args }: Layer): Layer[] {
  return (args as readonly unknown[]).filter(isLayer);
}

/** Whether an argument is a layer. */
export function isLayer(value: unknown): value is Layer {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "kind" in value && "args" in value;
}

/** The layer at a place, if there is one. */
export function layerAt(layers: readonly Layer[], [first, ...inner]: Place): Layer | undefined {
  const layer = layers[first];
  return inner.length === 0 || layer === undefined ? layer : layerAt(layersIn(layer), inner);
}

/** All layers and their places, each before those inside of it. */
export function* placesOf(layers: readonly Layer[], around: Place = []): Generator<[place: Place, layer: Layer]> {
  for (const [i, layer] of layers.entries()) {
    const place = [...around, i];
    yield [place, layer];
    yield* placesOf(layersIn(layer), place);
  }
}

/** The layers with others in the place of the one at `place`; with none it is gone, with two there is one more. */
export function replaced(layers: readonly Layer[], [first, ...inner]: Place, by: readonly Layer[]): Layer[] {
  return layers.flatMap((layer, i) => {
    if (i !== first) return [layer];
    return inner.length === 0 ? by : [withLayers(layer, replaced(layersIn(layer), inner, by))];
  });
}

/** The layers with another one in front of what stands at `place`, or behind all of them. */
export function inserted(layers: readonly Layer[], [first, ...inner]: Place, layer: Layer): Layer[] {
  if (inner.length === 0) return [...layers.slice(0, first), layer, ...layers.slice(first)];
  return layers.map((l, i) => (i === first ? withLayers(l, inserted(layersIn(l), inner, layer)) : l));
}

/** The layers with two neighbours exchanged: the one at `place` and the one before it. */
export function raised(layers: readonly Layer[], place: Place): Layer[] {
  const layer = layerAt(layers, place);
  const index = place.at(-1)!;
  if (layer === undefined || index === 0) return [...layers];
  return inserted(replaced(layers, place, []), [...place.slice(0, -1), index - 1], layer);
}

/** A layer with other layers inside, where its first one was. */
function withLayers({ kind, args }: Layer, inside: readonly Layer[]): Layer {
  const at = args.findIndex(isLayer);
  const before = at < 0 ? args.length : at;
  const rest = args.slice(before).filter((arg) => !isLayer(arg));
  return { kind, args: [...args.slice(0, before), ...(inside as unknown as Layer["args"]), ...rest] };
}
