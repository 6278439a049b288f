import { Linear, Residual, Sequential, Sigmoid, Tanh, type AnyModule } from "fprop";
import { architectureOf, type Layer } from "fprop/io";
import { chosen } from "../choices.ts";
import type { Configuration, DataSettings, SourceKind } from "../configuration.ts";
import { newSource, scalerFor } from "../sources.ts";

/*
 * What presets and comparisons are made of.
 */

/** Data of a kind, with numbers of it in other places. */
export function dataFor(kind: Exclude<SourceKind, "csv">, numbers: Partial<Record<string, number>> = {}): DataSettings {
  return { source: { ...newSource(kind), ...numbers }, testSize: 0.25, scaler: scalerFor(kind) };
}

/** Layers as data. */
export function layersOf(...modules: readonly AnyModule[]): Layer[] {
  return modules.map((module) => {
    const { kind, args } = architectureOf(module);
    return { kind, args };
  });
}

/** What every preset has unless it says otherwise. */
export function configurationOf(
  data: DataSettings,
  modules: readonly AnyModule[],
  more: Partial<Configuration> = {},
): Configuration {
  return {
    data,
    layers: layersOf(...modules),
    loss: chosen("loss", "CrossEntropyLoss"),
    regularizer: { kind: "none", lambda: 0.001 },
    optimizer: chosen("optimizer", "Adam"),
    schedule: chosen("schedule", "none"),
    batchSize: 16,
    seed: 1,
    speed: 0,
    ...more,
  };
}

export const sgd = (lr: number): Partial<Configuration> => ({ optimizer: chosen("optimizer", "SGD", { lr }) });
export const loss = (kind: string, options = {}): Partial<Configuration> => ({ loss: chosen("loss", kind, options) });
export const slow = { batchSize: 1, speed: 20 };
export const perceptron = { ...loss("HingeLoss", { margin: 0 }), ...sgd(1), ...slow };
export const spirals = (): DataSettings => dataFor("spirals", { samples: 400 });
export const mlp = (bend: () => AnyModule, inputs = 2, outputs = 2, width = 16): AnyModule[] => [
  new Linear(inputs, width),
  bend(),
  new Linear(width, width),
  bend(),
  new Linear(width, outputs),
];
export const deep = (bend: () => AnyModule, layers: number): AnyModule[] => [
  new Linear(2, 12),
  bend(),
  ...Array.from({ length: layers }, () => [new Linear(12, 12), bend()]).flat(),
  new Linear(12, 2),
];
export const blocks = (skip: boolean): AnyModule[] => [
  new Linear(2, 12),
  ...Array.from({ length: 10 }, () => {
    const block = new Sequential<AnyModule[]>(new Linear(12, 12), new Tanh());
    return skip ? new Residual(block as AnyModule) : block;
  }),
  new Linear(12, 2),
];

/** One sigmoid, whose weights start so that it is confidently wrong about all points of both clouds. */
export const wrongStart = (kind: string): Configuration =>
  configurationOf(
    { ...dataFor("blobs", { centers: 2, noise: 1 }), scaler: "none" },
    [new Linear(2, 1), new Sigmoid()],
    { ...loss(kind), ...sgd(0.003), seed: 5, speed: 50 },
  );
