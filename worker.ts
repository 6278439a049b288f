import * as library from "./index.ts";
import { ClassRows } from "./lib/classrows.ts";
import type { Kind } from "./lib/io/kind.ts";
import { Memory } from "./lib/optim/parameterwise.ts";
import { cosine, linear } from "./lib/optim/schedules/phases.ts";
import { ClassWeights } from "./lib/targets.ts";
import type { Elsewhere } from "./lib/train/fit.ts";
import type { Known } from "./lib/worker/parcel.ts";
import type { AnyPort } from "./lib/worker/port.ts";
import { serve } from "./lib/worker/servetraining.ts";
import { TrainingWorker } from "./lib/worker/trainingworker.ts";

export interface WorkerOptions {
  /** Kinds of your own modules, as `save` and `load` of fprop/io take them. */
  readonly kinds?: readonly Kind[];
  /** Your own losses, datasets, metrics, … by name; the names are what both threads know them by. */
  readonly classes?: Readonly<Record<string, unknown>>;
}

/** Names beside the library's, which objects of its classes are made of. */
const inside = { ClassRows, ClassWeights, Memory, "phases.cosine": cosine, "phases.linear": linear };

function known({ kinds = [], classes = {} }: WorkerOptions): Known {
  const all = Object.entries({ ...library, ...inside, ...classes });
  return { kinds, names: new Map(all.filter(([, value]) => typeof value === "function")) };
}

/**
 * A worker, Node's or a page's, that trains what `fit` is given, while this thread is free:
 *
 *     const worker = trainingWorker(new Worker(new URL("train.js", import.meta.url), { type: "module" }));
 *     for await (const { epoch, loss } of fit(net, new CrossEntropyLoss(), optimizer, loader, { epochs: 20, worker }))
 *       console.log(epoch, loss);
 *
 *     train.js:  serveTraining(self);    in Node: serveTraining(parentPort) of node:worker_threads
 *
 * The same loop, and the same bits: after each epoch the net, the optimizer, the schedule, the loader and whatever else `fit`
 * was given have the state that they would have here, and what is changed between epochs goes back to the worker. Gradients
 * and intermediates stay there. A signal ends the training between two steps, with the state after the last one. `onStep`
 * is told of each step, and not waited for.
 *
 * Everything is copied over: the net as `save` has it, data sets, and objects of the library's classes. A function (a Lambda,
 * a LambdaLR, a generator of batches), and a class that is not among `classes` or `kinds`, is refused, with the place where it is.
 * One training at a time; the worker stays for the next one, until its owner ends it.
 *
 * `fit` then throws also FpropError ARGUMENT for what cannot go; STATE for a worker at work; WORKER for one that ended, or
 * threw outside of a training: at once in Node and where pages have locks (secure ones). All parts have the state of the last
 * whole epoch then, as they do where a module throws in the worker.
 */
export const trainingWorker = (worker: AnyPort, options: WorkerOptions = {}): Elsewhere =>
  new TrainingWorker(worker, known(options));

/** The worker's side: with the same options as `trainingWorker`. */
export const serveTraining = (port: AnyPort, options: WorkerOptions = {}): void => serve(port, known(options));
