import { generator, Tensor, type AnyModule } from "fprop";
import { architectureOf, build, type Layer } from "fprop/io";
import { activations } from "./catalogue/activations.ts";
import { fieldOf } from "./catalogue/arguments.ts";
import { blocks } from "./catalogue/blocks.ts";
import { convolution } from "./catalogue/convolution.ts";
import { elementwise } from "./catalogue/elementwise.ts";
import { linear } from "./catalogue/linear.ts";
import { noise } from "./catalogue/noise.ts";
import { normalisation } from "./catalogue/normalisation.ts";
import { isModule, type Group, type Offer } from "./catalogue/offer.ts";
import { planes } from "./catalogue/planes.ts";
import { pooling } from "./catalogue/pooling.ts";
import { sequences } from "./catalogue/sequences.ts";
import { shapes } from "./catalogue/shapes.ts";
import type { Field, FieldValue } from "./field.ts";
import { limits } from "./limits.ts";
import { isLayer } from "./places.ts";
import { decline, refusalOf, type Refusal } from "./refusal.ts";

export type { Group, Offer } from "./catalogue/offer.ts";

/** Every module that can stand in a Sequential of one tensor, in groups: what the builder offers. */
export const catalogue: readonly Group[] = [
  linear,
  activations,
  blocks,
  normalisation,
  noise,
  convolution,
  pooling,
  planes,
  shapes,
  elementwise,
  sequences,
];

const offers: ReadonlyMap<string, Offer> = new Map(
  catalogue.flatMap((group) => group.offers.map((offer) => [offer.kind, offer])),
);

/** The offer of a kind, if there is one: nets that come as data may have modules that are not offered. */
export function offerOf(kind: string): Offer | undefined {
  return offers.get(kind);
}

/**
 * A layer of this kind to put behind something of this shape, the batch left out.
 * @throws PlaygroundError for a kind that is not offered; FpropError where the shape says that there is none
 */
export function newLayer(kind: string, row: readonly number[]): Layer {
  const offer = offers.get(kind) ?? decline("ARGUMENT", `There is no module of the kind "${kind}" to choose from.`);
  const { kind: name, args } = architectureOf(aside(() => offer.make(row)));
  return { kind: name, args };
}

/** The controls of a layer's arguments; those of layers inside are theirs. */
export function fieldsOf(layer: Layer): Field[] {
  const offer = offers.get(layer.kind);
  if (offer === undefined) return [];
  const { args, shaped } = offer;
  return layer.args.flatMap((arg, i): Field[] => {
    if (isLayer(arg)) return [];
    const named: (readonly [string, string, unknown])[] = isOptions(arg)
      ? Object.entries(arg).map(([name, value]) => [name, name, value])
      : [[`${i}`, args[i] ?? "", arg]];
    return named.flatMap(([key, name, value]) => fieldOf(layer.kind, key, name, value, shaped.includes(name)) ?? []);
  });
}

/** The layer with another value in one of its fields; whether it can be, `analyse` says. */
export function withField(layer: Layer, key: string, value: FieldValue): Layer {
  const args = (layer.args as readonly unknown[]).map((arg, i) => {
    if (isLayer(arg)) return arg;
    if (isOptions(arg)) return Object.hasOwn(arg, key) ? { ...arg, [key]: value } : arg;
    return `${i}` === key ? value : arg;
  });
  return { kind: layer.kind, args: args as Layer["args"] };
}

/** The layer with those arguments anew that this shape decides: inFeatures behind another layer, say. */
export function fitted(layer: Layer, row: readonly number[]): Layer {
  const shaped = fieldsOf(layer).filter((field) => field.shaped);
  if (shaped.length === 0) return layer;
  const fresh = new Map(fieldsOf(newLayer(layer.kind, row)).map(({ key, value }) => [key, value]));
  return shaped.reduce((l, { key }) => (fresh.has(key) ? withField(l, key, fresh.get(key)!) : l), layer);
}

export interface Fit {
  readonly kind: string;
  /** The shape behind it, if it fits; otherwise why it does not, in the library's words. */
  readonly output?: readonly number[];
  readonly refusal?: Refusal;
}

/** Of every module on offer, whether it takes [batch, …row]: found out by having it try. */
export function fitting(row: readonly number[]): Fit[] {
  return [...offers.keys()].map((kind) => {
    try {
      const output = aside(() => outputOf(build(newLayer(kind, row)), row));
      return { kind, output };
    } catch (error) {
      return { kind, refusal: refusalOf(error) };
    }
  });
}

/**
 * The shape of a row of what a module makes of rows of this shape.
 * @throws FpropError what the module throws; PlaygroundError where it gives more than one tensor, or far too much
 */
export function outputOf(module: AnyModule, row: readonly number[]): number[] {
  const y: unknown = module.fprop(Tensor.zeros([2, ...row]));
  if (!(y instanceof Tensor)) decline("SHAPE", `${module}: y should be one tensor, and is several.`);
  if (y.size > 2 * limits.activations)
    decline(
      "LIMIT",
      `${module}: an example should become at most ${limits.activations} numbers, and becomes ${y.size / 2}.`,
    );
  return y.shape.slice(1);
}

/** What `make` makes, with the global generator left where it is. */
export function aside<T>(make: () => T): T {
  const { state } = generator;
  try {
    return make();
  } finally {
    generator.state = state;
  }
}

function isOptions(arg: unknown): arg is Readonly<Record<string, unknown>> {
  return typeof arg === "object" && arg !== null && !Array.isArray(arg) && !isLayer(arg) && !isModule(arg);
}
