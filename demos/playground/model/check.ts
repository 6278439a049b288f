import type { Layer } from "fprop/io";
import { choiceFields, chosen, type ChoiceName } from "./choices.ts";
import type { Choice, Configuration, CsvSource, DataSettings, OwnPoint, Penalty, Source } from "./configuration.ts";
import { limits } from "./limits.ts";
import { decline } from "./refusal.ts";
import { newSource, sourceFields, sources } from "./sources.ts";

/*
 * A Configuration that comes from elsewhere, of a link or a message: read value by value, or refused with the place that is
 * wrong. What is returned is made anew, of nothing but what is known. Whether its layers fit each other, `analyse` says.
 */

type Fields = Readonly<Record<string, unknown>>;

/** @throws PlaygroundError CONFIGURATION for what is none, LIMIT for one that asks for too much */
export function checked(value: unknown): Configuration {
  const c = object(value, "configuration", "data layers loss regularizer optimizer schedule batchSize seed speed");
  return {
    data: dataSettings(c.data),
    layers: layersAt(c.layers),
    loss: choice("loss", c.loss),
    regularizer: penalty(c.regularizer),
    optimizer: choice("optimizer", c.optimizer),
    schedule: choice("schedule", c.schedule),
    batchSize: whole(c.batchSize, "batchSize", 1, limits.batchSize),
    seed: whole(c.seed, "seed", 0, 2 ** 31 - 1),
    speed: real(c.speed, "speed", 0, limits.speed),
  };
}

function wrong(place: string, expected: string, value: unknown): never {
  const text =
    typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : Array.isArray(value) ? "an array" : String(value);
  decline("CONFIGURATION", `${place} should be ${expected}, and is ${text.slice(0, 60)}.`);
}

/** An object of exactly these keys. */
function object(value: unknown, place: string, keys: string): Fields {
  const names = keys.split(" ").filter((name) => name !== "");
  if (typeof value !== "object" || value === null || Array.isArray(value)) wrong(place, `an object of ${keys}`, value);
  const own = Object.keys(value);
  if (own.length !== names.length || !names.every((name) => Object.hasOwn(value, name)))
    wrong(place, `an object of ${keys}`, own.join(" "));
  return value as Fields;
}

function real(value: unknown, place: string, min: number, max: number): number {
  if (typeof value !== "number" || !(value >= min && value <= max))
    wrong(place, `a number from ${min} to ${max}`, value);
  return value === 0 ? 0 : value;
}

function whole(value: unknown, place: string, min: number, max: number): number {
  if (!Number.isInteger(value)) wrong(place, "an integer", value);
  return real(value, place, min, max);
}

function text(value: unknown, place: string, most: number = limits.csv.nameLetters): string {
  if (typeof value !== "string" || value.length > most) wrong(place, `a text of at most ${most} letters`, value);
  return value;
}

function list(value: unknown, place: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) wrong(place, "an array", value);
  if (value.length > most) decline("LIMIT", `${place} should be at most ${most}, and are ${value.length}.`);
  return value;
}

function oneOf<T extends string>(value: unknown, place: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  return found ?? wrong(place, `one of ${words.join(", ")}`, value);
}

function dataSettings(value: unknown): DataSettings {
  const { source, testSize, scaler } = object(value, "data", "source testSize scaler");
  const made = sourceAt(source);
  return {
    source: made,
    testSize: real(testSize, "data.testSize", 0.05, 0.9),
    scaler: oneOf(scaler, "data.scaler", made.kind === "points" ? ["none"] : ["none", "standard", "minmax"]),
  };
}

function sourceAt(value: unknown): Source {
  const kinds = sources.map((s) => s.kind);
  const kind = oneOf(Object(value).kind as unknown, "data.source.kind", kinds);
  if (kind === "csv") return csvAt(value);
  const fresh = newSource(kind);
  const given = object(value, "data.source", Object.keys(fresh).join(" "));
  if (kind === "points") return { kind, points: list(given.points, "points", limits.points).map(pointAt) };
  const numbers = sourceFields(fresh).map(({ key, kind: form, min, max }) => {
    const place = `data.source.${key}`;
    return [key, (form === "integer" ? whole : real)(given[key], place, min!, max!)] as const;
  });
  return { ...fresh, ...Object.fromEntries(numbers) };
}

function pointAt(value: unknown, i: number): OwnPoint {
  const place = `points[${i}]`;
  const numbers = list(value, place, 3);
  if (numbers.length !== 3) wrong(place, "[x, y, class]", value);
  const [x, y, kind] = numbers;
  return [real(x, place, -10, 10), real(y, place, -10, 10), whole(kind, place, 0, 7)];
}

function csvAt(value: unknown): CsvSource {
  const { columns, classes: mostClasses, rows: mostRows } = limits.csv;
  const c = object(value, "data.source", "kind name features target classes rows");
  const names = (given: unknown, place: string, most: number): string[] =>
    list(given, place, most).map((name) => text(name, place));
  const features = names(c.features, "features", columns - 1);
  const classes = names(c.classes, "classes", mostClasses);
  if (features.length === 0 || classes.length === 1) wrong("data.source", "of features, and no classes or two", value);
  const rows = list(c.rows, "rows", mostRows).map((row, i) => {
    const cells = list(row, `rows[${i}]`, columns);
    if (cells.length !== features.length + 1) wrong(`rows[${i}]`, `of ${features.length + 1} numbers`, row);
    const numbers = cells.map((cell) => real(cell, `rows[${i}]`, -1e12, 1e12));
    if (classes.length > 0) whole(numbers.at(-1), `rows[${i}]`, 0, classes.length - 1);
    return numbers;
  });
  return { kind: "csv", name: text(c.name, "name"), features, target: text(c.target, "target"), classes, rows };
}

function penalty(value: unknown): Penalty {
  const { kind, lambda } = object(value, "regularizer", "kind lambda");
  return {
    kind: oneOf(kind, "regularizer.kind", ["none", "L1", "L2", "ElasticNet"]),
    lambda: real(lambda, "regularizer.lambda", 0, 100),
  };
}

function choice(name: ChoiceName, value: unknown): Choice {
  const { kind, options } = object(value, name, "kind options");
  const fresh = chosen(name, text(kind, `${name}.kind`));
  const given = object(options, `${name}.options`, Object.keys(fresh.options).join(" "));
  const values = choiceFields(name, fresh).map(({ key, kind: form, choices }) => {
    const place = `${name}.options.${key}`;
    if (form === "flag")
      return [key, typeof given[key] === "boolean" ? given[key] : wrong(place, "true or false", given[key])];
    if (form === "choice") return [key, oneOf(given[key], place, choices!)];
    return [key, (form === "integer" ? whole : real)(given[key], place, -1e6, 1e6)];
  });
  return { kind: fresh.kind, options: Object.fromEntries(values) as Choice["options"] };
}

/** Layers as data; which arguments a kind has, `build` knows. */
function layersAt(value: unknown): Layer[] {
  let left: number = limits.layers;
  const layerAt = (given: unknown, place: string, depth: number): Layer => {
    const { kind, args } = object(given, place, "kind args");
    if (--left < 0) decline("LIMIT", `A net should have at most ${limits.layers} layers.`);
    if (depth > limits.depth) decline("LIMIT", `Layers should stand at most ${limits.depth} deep in each other.`);
    return {
      kind: text(kind, `${place}.kind`),
      args: list(args, `${place}.args`, 64).map((a) => argument(a, `${place}.args`, depth)) as unknown as Layer["args"],
    };
  };
  const argument = (given: unknown, place: string, depth: number): unknown => {
    if (typeof given === "boolean" || given === null) return given;
    if (typeof given === "number") return real(given, place, -1e6, 1e6);
    if (typeof given === "string") return text(given, place, 40);
    if (Array.isArray(given)) return list(given, place, 16).map((v) => argument(v, place, depth + 1));
    if (typeof given !== "object" || depth > limits.depth + 4) wrong(place, "data", given);
    if (Object.hasOwn(given, "kind")) return layerAt(given, place, depth + 1);
    const entries = Object.entries(given);
    if (entries.length > 24) wrong(place, "an object of fewer keys", given);
    return Object.fromEntries(entries.map(([key, v]) => [text(key, place, 40), argument(v, place, depth + 1)]));
  };
  return list(value, "layers", limits.layers).map((given, i) => layerAt(given, `layers[${i}]`, 1));
}
