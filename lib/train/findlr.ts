import { checkCount, checkNumber, refuse } from "../check.ts";
import type { Loss } from "../loss.ts";
import { pow } from "../math.ts";
import type { Module } from "../module.ts";
import { Optimizer } from "../optim/optimizer.ts";
import type { Scheduled } from "../optim/schedules/lrscheduler.ts";
import type { Value } from "../value.ts";

export interface FindLROptions {
  /** The first rate and the last one. */
  start?: number;
  end?: number;
  steps?: number;
  /** The share of what was before in the smoothed E. */
  smoothing?: number;
  /** Ends where E is this many times the least smoothed one, or no number. */
  divergence?: number;
}

export interface LRCurve {
  /** The rates that were tried. */
  readonly lrs: readonly number[];
  /** E of each batch, before the step with that rate. */
  readonly losses: readonly number[];
  /** … smoothed. */
  readonly smoothed: readonly number[];
  /** Where the smoothed E falls most steeply; undefined where it does not fall. */
  readonly suggestion: number | undefined;
}

/**
 * The range test of learning rates (Smith, 2017): trains for a while with a rate that grows from step to step by one
 * factor, and writes down E. A good rate is where E falls most steeply, well before it rises.
 *
 *     const { suggestion } = findLR(net, loss, optimizer, batches);
 *
 * Afterwards everything is as it was: parameters, gradients, buffers and streams of the net, its intermediates, and the
 * optimizer with its rates. Only the loss has seen other outputs. All groups have the same rate here. The batches are
 * gone through again where they end.
 * @throws FpropError ARGUMENT
 */
export function findLR<In extends Value, Out extends Value, T>(
  net: Module<In, Out>,
  loss: Loss<Out, T>,
  optimizer: Scheduled,
  batches: Iterable<readonly [In, T]>,
  { start = 1e-7, end = 10, steps = 100, smoothing = 0.9, divergence = 4 }: FindLROptions = {},
): LRCurve {
  const who = "findLR";
  if (!(optimizer instanceof Optimizer)) refuse("ARGUMENT", who, "optimizer", "an Optimizer", optimizer);
  if (!(Symbol.iterator in Object(batches))) refuse("ARGUMENT", who, "batches", "pairs of x and t", batches);
  checkNumber(who, "start", start, 1e-30);
  checkNumber(who, "end", end, start);
  checkCount(who, "steps", steps, 2);
  checkNumber(who, "smoothing", smoothing, 0, 1, true);
  checkNumber(who, "divergence", divergence, 1);

  const restore = saved(net, optimizer);
  const twin = net.twin().train();
  const [lrs, losses, smoothed]: number[][] = [[], [], []];
  let [mean, least] = [0, Infinity];
  try {
    for (const [x, t] of again(batches, steps)) {
      const k = lrs.length;
      const lr = start * pow(end / start, k / (steps - 1));
      for (const group of optimizer.groups) group.lr = lr;
      const E = optimizer.step(() => {
        optimizer.zeroGrad();
        const e = loss.fprop(twin.fprop(x), t);
        twin.bprop(loss.bprop());
        return e;
      })!;
      mean = smoothing * mean + (1 - smoothing) * E;
      const even = mean / (1 - pow(smoothing, k + 1));
      if (!Number.isFinite(E) || even > divergence * least) break;
      least = Math.min(least, even);
      lrs.push(lr);
      losses.push(E);
      smoothed.push(even);
    }
  } finally {
    restore();
  }
  return { lrs, losses, smoothed, suggestion: lrs[steepest(smoothed)] };
}

/** `count` batches, from the beginning again where they end. */
function* again<Batch>(batches: Iterable<Batch>, count: number): Generator<Batch> {
  for (let left = count; left > 0;) {
    const before = left;
    for (const batch of batches) {
      yield batch;
      if (--left === 0) return;
    }
    if (left === before) refuse("ARGUMENT", "findLR", "batches", "there whenever they are gone through", "none");
  }
}

/** Between which neighbours the numbers fall most; −1 where they do not fall. */
function steepest(numbers: readonly number[]): number {
  let [at, most] = [-1, 0];
  for (let i = 1; i < numbers.length - 1; i++) {
    const fall = numbers[i - 1] - numbers[i + 1];
    if (fall > most) [at, most] = [i, fall];
  }
  return at;
}

/** Notes all that training changes, and returns what brings it back. */
function saved<In extends Value, Out extends Value>(net: Module<In, Out>, optimizer: Scheduled): () => void {
  const params = new Set([...net.parameters(), ...optimizer.groups.flatMap((group) => group.params)]);
  const values = [...params].map((p) => [p, p.value.clone(), p.grad.clone()] as const);
  const buffers = net.namedBuffers().map(([, buffer]) => [buffer, buffer.value.clone()] as const);
  const streams = net.namedStreams().map(([, stream]) => [stream, stream.state] as const);
  const state = optimizer.stateDict();
  return () => {
    for (const [p, value, grad] of values) {
      p.value.data.set(value.data);
      p.grad.data.set(grad.data);
    }
    for (const [buffer, value] of buffers) buffer.value.data.set(value.data);
    for (const [stream, words] of streams) stream.state = words;
    optimizer.loadStateDict(state);
  };
}
