import { Tensor } from "fprop";
import type { Layer } from "fprop/io";
import { aside } from "./catalogue.ts";
import { lossKind, optimizerKind, scheduleKind } from "./choices.ts";
import { lossOf, netOf, optimizerOf, regularizerOf, scheduleOf } from "./make.ts";
import type { Configuration } from "./configuration.ts";
import { limits } from "./limits.ts";
import { placesOf } from "./places.ts";
import { about, decline, refusalOf, type Refusal } from "./refusal.ts";
import { signature } from "./sources.ts";
import { targetsOf } from "./targets.ts";
import { tryLayer, type Tried } from "./trial.ts";

export { refitted } from "./refit.ts";
export type { Tried } from "./trial.ts";

/** What a configuration is like, before anything is trained: found out by trying two rows of zeros. */
export interface Analysis {
  /** The shape of an example. */
  readonly input: readonly number[];
  /** Every layer, each before those inside of it; those behind one that refused have no shapes. */
  readonly places: readonly Tried[];
  /** The shape behind all layers, if they all fit. */
  readonly output?: readonly number[];
  readonly weights: number;
  /** The first thing that does not fit, with its part, and its place among the layers. */
  readonly refusal?: Refusal;
}

export function analyse(configuration: Configuration): Analysis {
  const { row: input, classes } = signature(configuration.data.source);
  const places: Tried[] = [];
  let weights = 0;
  try {
    let row: number[] = [...input];
    about("layers", () => checkCount(configuration.layers));
    for (const [i, layer] of configuration.layers.entries()) {
      const at = places.length;
      row = tryLayer(layer, [i], row, places);
      weights += places[at].weights;
    }
    if (weights > limits.weights)
      about("layers", () =>
        decline("LIMIT", `A net should have at most ${limits.weights} weights, and has ${weights}.`),
      );
    aside(() => checkTraining(configuration, row, classes.length));
    return { input, places, output: row, weights };
  } catch (error) {
    const refusal = refusalOf(error);
    for (const [place, { kind }] of placesOf(configuration.layers))
      if (!places.some((p) => p.place.join() === place.join()))
        places.push({ place, path: place.join("."), kind, name: kind, weights: 0 });
    return { input, places, weights, refusal };
  }
}

function checkCount(layers: readonly Layer[]): void {
  const places = [...placesOf(layers)];
  if (places.length > limits.layers)
    decline("LIMIT", `A net should have at most ${limits.layers} layers, and has ${places.length}.`);
  const depth = places.reduce((most, [place]) => Math.max(most, place.length), 0);
  if (depth > limits.depth)
    decline("LIMIT", `Layers should stand at most ${limits.depth} deep in each other, and stand ${depth} deep.`);
}

/** Whether loss, optimizer and schedule go together with a net of this output. */
function checkTraining(configuration: Configuration, output: readonly number[], classes: number): void {
  const { loss, optimizer, schedule } = configuration;
  about("loss", () => {
    lossKind(loss);
    const t = classes === 0 ? Tensor.zeros([2, 1]) : Tensor.from(Int32Array.of(0, classes - 1));
    const y = Tensor.zeros([2, ...output]);
    lossOf(configuration).fprop(y, targetsOf(loss, t, classes, y.size / 2));
  });
  const net = netOf(configuration);
  about("regularizer", () => regularizerOf(configuration, net));
  const made = about("optimizer", () => optimizerOf(configuration, net));
  about("optimizer", () => optimizerKind(optimizer));
  about("schedule", () => {
    if (schedule.kind !== "none") scheduleKind(schedule);
    scheduleOf(configuration, made);
  });
}
