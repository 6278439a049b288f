import { checkCount, checkNumber, refuse } from "../check.ts";
import type { Constraint } from "../constraints/constraint.ts";
import * as kernels from "../kernels/index.ts";
import type { Loss } from "../loss.ts";
import { Module, type AnyModule } from "../module.ts";
import { clipGradNorm, clipGradValue } from "../optim/clip.ts";
import { LRScheduler } from "../optim/schedules/lrscheduler.ts";
import type { ReduceLROnPlateau } from "../optim/schedules/reducelronplateau.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Resumable } from "../optim/statereader.ts";
import type { Tensor } from "../tensor.ts";
import { leaves, type Value } from "../value.ts";
import type { AveragedModel } from "./averagedmodel.ts";
import { checkSignal, type Batches, type Signal } from "./batches.ts";
import type { EarlyStopping } from "./earlystopping.ts";
import type { Metric } from "./metrics/metric.ts";
import { Progress } from "./progress.ts";
import { Turns } from "./turns.ts";
import { validate, valuesOf, type Validation } from "./validate.ts";
import { Weighted } from "./weighted.ts";

export interface FitOptions<X extends Value, Y extends Value, T> {
  /** How many times the batches are gone through. */
  epochs?: number;
  /** Batches that E and the metrics are found of after each epoch, and nothing is learned from. */
  validation?: Batches<X, T>;
  metrics?: Readonly<Record<string, Metric<Y, T>>>;
  /** Steps after each epoch, or with `scheduleEach: "step"` after each step; a plateau is told E of the validation. */
  schedule?: LRScheduler | ReduceLROnPlateau;
  scheduleEach?: "epoch" | "step";
  /** The largest norm of all gradients together, and the largest size of each number in them. */
  clipNorm?: number;
  clipValue?: number;
  /** How many batches' gradients are averaged for a step. */
  accumulate?: number;
  /** What the weights are held to after each step. */
  constraints?: readonly Constraint[];
  earlyStopping?: EarlyStopping;
  /** An average of the weights, updated after each step. */
  average?: AveragedModel;
  /** Ends the training between two steps. */
  signal?: Signal;
  /** Called after each step, and waited for. */
  onStep?: (step: Step) => void | Promise<void>;
  /** Where to go on, and what is counted on. */
  progress?: Progress;
  /** Another thread that trains, while this one is free: `trainingWorker` of fprop/worker. */
  worker?: Elsewhere;
}

/** Where else a training can be done. */
export interface Elsewhere {
  fit<X extends Value, Y extends Value, T>(
    net: Module<X, Y>,
    loss: Loss<Y, T> | Loss<Y, T, Tensor>,
    optimizer: Optimizer<object>,
    batches: Batches<X, T>,
    options: FitOptions<X, Y, T>,
  ): AsyncGenerator<Epoch, void, undefined>;
}

/** After a step. */
export interface Step {
  /** 1, 2, … */
  readonly epoch: number;
  readonly step: number;
  /** Batches of this epoch so far, and how many there are, where that is known. */
  readonly batch: number;
  readonly batches: number | undefined;
  /** E of the latest batch, as it was before the step. */
  readonly loss: number;
}

/** After an epoch. */
export interface Epoch {
  /** 1, 2, … */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** The mean of E over the epoch's examples, each as it was before its step, and so the metrics. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly validation: Validation | undefined;
  /** The rate of the first group in this epoch's last step, where it has one. */
  readonly lr: number | undefined;
}

/**
 * Trains a net on batches, and tells of every epoch:
 *
 *     for await (const { epoch, loss, validation } of fit(net, new CrossEntropyLoss(), optimizer, loader, { epochs: 20 }))
 *       console.log(epoch, loss, validation?.loss);
 *
 * It is the loop that could stand there instead: zeroGrad, fprop, loss, bprop, step, for each batch. Breaking out of it
 * ends the training. Between steps it lets everything else have its turn, some hundred times a second, so that a page
 * stays alive. What it throws leaves the net as it was after a step; an abort is an FpropError ABORTED.
 *
 * With weights of examples the loss is one with `reduction: "none"`, and E is Σ wᵢ lᵢ / Σ wᵢ.
 * @throws FpropError ARGUMENT, ABORTED, and whatever modules and loss throw
 */
export async function* fit<X extends Value, Y extends Value, T>(
  net: Module<X, Y>,
  loss: Loss<Y, T> | Loss<Y, T, Tensor>,
  optimizer: Optimizer<object>,
  batches: Batches<X, T>,
  options: FitOptions<X, Y, T> = {},
): AsyncGenerator<Epoch, void, undefined> {
  checkOptions(net, batches, options);
  const { worker, ...here } = options;
  if (worker !== undefined) return yield* worker.fit(net, loss, optimizer, batches, here);
  const { epochs = 1, accumulate = 1, metrics = {}, progress = new Progress(), validation, signal } = options;
  const [turns, weighted] = [new Turns(), new Weighted(loss)];
  const { length } = batches as { readonly length?: number };
  checkSignal("fit", signal);
  while (progress.epoch < epochs) {
    for (const metric of Object.values(metrics)) metric.reset();
    net.train();
    let gathered = 0;
    let place: (() => void) | undefined;
    for await (const [x, t, weights] of batches) {
      if (gathered === 0) optimizer.zeroGrad();
      const y = net.fprop(x);
      const E = weighted.fprop(y, t, weights);
      for (const metric of Object.values(metrics)) metric.update(y, t);
      net.bprop(weighted.bprop());
      gathered++;
      count(progress, E, leaves(x)[0].shape[0]);
      if (progress.batch === length) place = placeOf(batches);
      if (gathered < accumulate) continue;
      step(net, optimizer, gathered, options);
      gathered = 0;
      progress.step++;
      const { epoch, batch } = progress;
      await options.onStep?.({ epoch: epoch + 1, step: progress.step, batch, batches: length, loss: E });
      await turns.pass();
      if (signal?.aborted !== true) continue;
      place = placeOf(batches);
      break;
    }
    // A loop that is over, or left, ends a loader's epoch; one that is not told of yet is to be gone on with.
    if (signal?.aborted === true) place?.();
    checkSignal("fit", signal);
    if (gathered > 0) {
      step(net, optimizer, gathered, options);
      progress.step++;
    }
    if (progress.rows === 0) refuse("ARGUMENT", "fit", "batches", "at least one in an epoch", "none");
    const mean = progress.sum / progress.rows;
    const trained = valuesOf(metrics);
    let validated: Validation | undefined;
    try {
      validated = validation && (await validate(net, loss, validation, { metrics, signal }));
    } catch (error) {
      place?.();
      throw error;
    }
    const told = validated?.loss ?? mean;
    const { lr } = optimizer.groups[0] as { lr?: number };
    if (options.scheduleEach !== "step") options.schedule?.step(told);
    Object.assign(progress, { epoch: progress.epoch + 1, batch: 0, rows: 0, sum: 0 });
    const enough = options.earlyStopping?.update(told, net) === true;
    yield {
      epoch: progress.epoch,
      epochs,
      step: progress.step,
      loss: mean,
      metrics: trained,
      validation: validated,
      lr,
    };
    if (enough) break;
  }
  options.earlyStopping?.restore(net);
}

/** A step by the mean of the gradients that `gathered` batches have left. */
function step<X extends Value, Y extends Value, T>(
  net: AnyModule,
  optimizer: Optimizer<object>,
  gathered: number,
  { clipNorm, clipValue, constraints = [], average, schedule, scheduleEach }: FitOptions<X, Y, T>,
): void {
  const parameters = net.parameters();
  if (gathered > 1) for (const { grad } of parameters) kernels.scale(grad, grad, 1 / gathered);
  if (clipNorm !== undefined) clipGradNorm(parameters, clipNorm);
  if (clipValue !== undefined) clipGradValue(parameters, clipValue);
  optimizer.step();
  for (const constraint of constraints) constraint.apply();
  average?.update();
  if (scheduleEach === "step") (schedule as LRScheduler).step();
}

/** What brings a DataLoader back to where it is now. */
function placeOf(batches: object): (() => void) | undefined {
  const loader = batches as Partial<Resumable>;
  if (typeof loader.stateDict !== "function" || typeof loader.loadStateDict !== "function") return undefined;
  const state = loader.stateDict();
  return () => loader.loadStateDict!(state);
}

function count(progress: Progress, E: number, rows: number): void {
  progress.batch++;
  progress.rows += rows;
  progress.sum += E * rows;
}

function checkOptions<X extends Value, Y extends Value, T>(
  net: AnyModule,
  batches: Batches<X, T>,
  options: FitOptions<X, Y, T>,
): void {
  const { epochs = 1, accumulate = 1, clipNorm, clipValue, schedule, scheduleEach = "epoch", validation } = options;
  if (!(net instanceof Module)) refuse("ARGUMENT", "fit", "net", "a Module", net);
  for (const [what, given] of [
    ["batches", batches],
    ["validation", validation],
  ] as const) {
    if (what === "validation" && given === undefined) continue;
    const {
      [Symbol.iterator]: has,
      [Symbol.asyncIterator]: waits,
      next,
    } = Object(given) as Record<PropertyKey, unknown>;
    if (has === undefined && waits === undefined)
      refuse("ARGUMENT", "fit", what, "batches [x, t], one after the other", given);
    // A generator object would be empty in the second epoch.
    if (next !== undefined && epochs > 1)
      refuse("ARGUMENT", "fit", what, "something that can be gone through again, such as a DataLoader", "an iterator");
  }
  checkCount("fit", "epochs", epochs);
  checkCount("fit", "accumulate", accumulate);
  if (clipNorm !== undefined) checkNumber("fit", "clipNorm", clipNorm, 0);
  if (clipValue !== undefined) checkNumber("fit", "clipValue", clipValue, 0);
  if (scheduleEach !== "epoch" && scheduleEach !== "step")
    refuse("ARGUMENT", "fit", "scheduleEach", '"epoch" or "step"', scheduleEach);
  if (scheduleEach === "step" && !(schedule instanceof LRScheduler))
    refuse("ARGUMENT", "fit", "schedule", "an LRScheduler for each step", schedule);
}
