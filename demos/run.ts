import { createHash } from "node:crypto";
import type { Task } from "./tasks.ts";
import { accuracy, weightsBytes, type Net, type Points } from "./training.ts";

/** How the training stood at some step. */
export interface Sample {
  readonly step: number;
  /** Mean loss of the steps since the sample before. */
  readonly loss: number;
  /** Of the test points. */
  readonly accuracy: number;
}

/** A training under way. */
export interface Run {
  readonly task: Task;
  readonly seed: number;
  readonly steps: number;
  readonly training: Points;
  readonly test: Points;
  readonly net: Net;
  readonly samples: readonly Sample[];
  /** What the steps so far took, without the looking on. */
  readonly seconds: number;
}

/** How many samples a run has: each curve is drawn through so many points. */
export const sampleCount = 100;

/** Trains, and shows the run to `watch` at every sample; returns it as it stands at the end. */
export function run(task: Task, seed: number, watch?: (run: Run) => void): Run {
  const { training, test } = task.points(seed);
  const samples: Sample[] = [];
  let sum = 0;
  let since = 0;
  let seconds = 0;
  let state: Run | undefined;
  let resumed = performance.now();
  task.train(seed, ({ step, steps, loss, net }) => {
    sum += loss;
    since++;
    if (step < ((samples.length + 1) * steps) / sampleCount) return;
    seconds += (performance.now() - resumed) / 1000;
    samples.push({ step, loss: sum / since, accuracy: accuracy(net, test) });
    sum = since = 0;
    state = { task, seed, steps, training, test, net, samples, seconds };
    watch?.(state);
    resumed = performance.now();
  });
  return state!;
}

export function sha256({ net }: Run): string {
  return createHash("sha256").update(weightsBytes(net)).digest("hex");
}

/** The last sample. */
export function latest({ samples }: Run): Sample {
  return samples[samples.length - 1];
}
