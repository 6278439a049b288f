import type { Layer } from "fprop/io";
import { analyse, refitted, type Analysis } from "../model/analysis.ts";
import { fieldsOf, newLayer, withField } from "../model/catalogue.ts";
import { chosen, lossKind } from "../model/choices.ts";
import type { Choice, Configuration, Source } from "../model/configuration.ts";
import type { Field, FieldValue } from "../model/field.ts";
import { inserted, layerAt, raised, replaced, type Place } from "../model/places.ts";
import { scalerFor, signature } from "../model/sources.ts";

/* Changes of a configuration that a control makes: what follows from them is changed as well, so that nets go on to fit. */

/** Other data, and a net that takes them and says as much as there is to say of them. */
export function withSource(configuration: Configuration, source: Source): Configuration {
  const before = configuration.data.source;
  const { classes } = signature(source);
  const data = {
    ...configuration.data,
    source,
    scaler:
      source.kind === before.kind && source.kind !== "points" ? configuration.data.scaler : scalerFor(source.kind),
  };
  const numbersNow = classes.length === 0;
  const numbersBefore = signature(before).classes.length === 0;
  let { loss } = configuration;
  if (numbersNow && !numbersBefore) loss = chosen("loss", "MSELoss");
  if (!numbersNow && numbersBefore) loss = chosen("loss", "CrossEntropyLoss");
  return flattened({ ...configuration, data, loss });
}

export function withLoss(configuration: Configuration, loss: Choice): Configuration {
  return withOutputs({ ...configuration, loss });
}

/** Pictures are laid out in a row for a net that makes no row of them by itself, and nothing else is. */
function flattened(configuration: Configuration): Configuration {
  const { row } = signature(configuration.data.source);
  const layers = configuration.layers.slice(row.length === 1 && configuration.layers[0]?.kind === "Flatten" ? 1 : 0);
  const plain = withOutputs(refitted({ ...configuration, layers }));
  if (row.length === 1 || analyse(plain).output?.length === 1) return plain;
  return withOutputs(refitted({ ...configuration, layers: [newLayer("Flatten", row), ...layers] }));
}

/** How many outputs data and loss ask for. */
export function outputsFor({ data, loss }: Pick<Configuration, "data" | "loss">): number {
  const { classes } = signature(data.source);
  if (classes.length === 0) return 1;
  return lossKind(loss).targets === "indices" || classes.length > 2 ? classes.length : 1;
}

/** The last layer that has a width of its own gets as many outputs as are asked for. */
function withOutputs(configuration: Configuration): Configuration {
  const { layers } = configuration;
  const at = layers.findLastIndex((layer) => widthOf(layer) !== undefined);
  if (at < 0 || widthOf(layers[at]) === outputsFor(configuration)) return configuration;
  return refitted({ ...configuration, layers: layers.with(at, withField(layers[at], "1", outputsFor(configuration))) });
}

/** outFeatures of a Linear and its like. */
function widthOf(layer: Layer): number | undefined {
  const field = fieldsOf(layer).find(({ label }) => label === "outFeatures");
  return typeof field?.value === "number" ? field.value : undefined;
}

const relaid = (configuration: Configuration, layers: readonly Layer[]): Configuration =>
  refitted({ ...configuration, layers });

/** Another value in a field of the layer at a place. A size that shapes decide stays as it was typed, fitting or not. */
export function withLayerField(
  configuration: Configuration,
  place: Place,
  field: Field,
  value: FieldValue,
): Configuration {
  const layer = layerAt(configuration.layers, place)!;
  const layers = replaced(configuration.layers, place, [withField(layer, field.key, value)]);
  return field.shaped === true ? { ...configuration, layers } : relaid(configuration, layers);
}

export const withoutLayer = (configuration: Configuration, place: Place): Configuration =>
  relaid(configuration, replaced(configuration.layers, place, []));

export const withInserted = (configuration: Configuration, place: Place, layer: Layer): Configuration =>
  relaid(configuration, inserted(configuration.layers, place, layer));

/** A layer exchanged with the one before it. */
export const withRaised = (configuration: Configuration, place: Place): Configuration =>
  relaid(configuration, raised(configuration.layers, place));

/** The shape that a layer at this place would be given, as far as it is known. */
export function shapeAt({ input, places }: Analysis, place: Place): readonly number[] | undefined {
  const there = places.find((p) => p.place.join() === place.join());
  if (there?.input !== undefined) return there.input;
  const index = place.at(-1)!;
  if (index > 0) {
    const before = [...place.slice(0, -1), index - 1].join();
    return places.find((p) => p.place.join() === before)?.output;
  }
  if (place.length === 1) return input;
  return places.find((p) => p.place.join() === place.slice(0, -1).join())?.input;
}
