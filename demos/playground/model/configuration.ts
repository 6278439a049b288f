import type { Layer } from "fprop/io";

/*
 * Everything that a playground shows follows from one Configuration, plain JSON: the same one gives the same bits in every
 * engine. It is what links carry, what the worker is given, and what presets are.
 */

export interface Configuration {
  readonly data: DataSettings;
  /** The layers of a Sequential; blocks hold theirs as `new Residual(new Sequential(…))` does: see places.ts. */
  readonly layers: readonly Layer[];
  readonly loss: Choice;
  readonly regularizer: Penalty;
  readonly optimizer: Choice;
  /** Of the learning rate, after each epoch; kind "none" for none. */
  readonly schedule: Choice;
  /** Examples in a step; the last batch of an epoch is smaller where it has to be. */
  readonly batchSize: number;
  /** Draws data, split, initial weights, order of examples and noise of modules, each from a stream of its own. */
  readonly seed: number;
  /** Steps a second; 0 for as many as there can be. */
  readonly speed: number;
}

/** One class of a table of choices.ts, and its options by the names of their fields. */
export interface Choice {
  readonly kind: string;
  readonly options: Readonly<Record<string, number | boolean | string>>;
}

/** λΩ(W) on all weights but those called bias. */
export interface Penalty {
  readonly kind: "none" | "L1" | "L2" | "ElasticNet";
  readonly lambda: number;
}

export interface DataSettings {
  readonly source: Source;
  /** The share that is tested with and not learned from, 0.05 … 0.9. */
  readonly testSize: number;
  /** What every number of x goes through, found on the training part alone. */
  readonly scaler: "none" | "standard" | "minmax";
}

/** Where examples come from. `samples` counts them all, training and test. */
export type Source =
  | Drawn<"xor">
  | (Drawn<"spirals"> & { readonly arms: 2 | 3; readonly turns: number })
  | (Drawn<"circles"> & { readonly factor: number })
  | Drawn<"moons">
  | (Drawn<"blobs"> & { readonly centers: number })
  | Drawn<"plane">
  | { readonly kind: "digits"; readonly samples: number }
  | { readonly kind: "points"; readonly points: readonly OwnPoint[] }
  | CsvSource;

export type SourceKind = Source["kind"];

interface Drawn<K extends string> {
  readonly kind: K;
  readonly samples: number;
  /** The standard deviation of normal noise: on x, but for a plane, where it is on t. */
  readonly noise: number;
}

/** A point that somebody has clicked: x₁, x₂, and its class 0, 1, … */
export type OwnPoint = readonly [x: number, y: number, kind: number];

/** What was read of a CSV file (csv.ts): numbers of features, then the target, in each row. */
export interface CsvSource {
  readonly kind: "csv";
  readonly name: string;
  readonly features: readonly string[];
  readonly target: string;
  /** The names of the classes, which targets are the numbers of; none where targets are numbers themselves. */
  readonly classes: readonly string[];
  readonly rows: readonly (readonly number[])[];
}
