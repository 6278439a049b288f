import { checkCount, refuse } from "../check.ts";
import { StateReader, type TrainingState } from "../optim/statereader.ts";
import { generator, Rng } from "../rng.ts";
import type { Value } from "../value.ts";
import { checkDataset, type Batch, type Dataset } from "./dataset.ts";

export interface DataLoaderOptions {
  /** How many examples a batch has. */
  batchSize?: number;
  /** Whether every epoch has an order of its own, drawn anew. */
  shuffle?: boolean;
  /** Whether to leave out the last batch where it would be smaller than the others. */
  dropLast?: boolean;
  /** What orders are drawn from: a stream of the loader's own, split off from this one (`generator`). */
  rng?: Rng;
  /** How many batches of a dataset that gives promises are under way while one is worked on. */
  prefetch?: number;
}

/** Where a DataLoader is, in plain JSON. */
export interface LoaderState {
  /** Epochs before this one. */
  readonly epoch: number;
  /** Batches of this epoch that have been given out, the one in hand among them. */
  readonly batch: number;
  /** The stream's state when the epoch began. */
  readonly rng: readonly number[];
}

/**
 * Batches of a dataset, epoch by epoch:
 *
 *     const loader = new DataLoader(dataset, { batchSize: 32, shuffle: true });
 *     for (const [x, t] of loader) …             for await (const [x, t] of loader) …
 *
 * A loop is an epoch; one that was left early ends it. A batch is good until the next one is asked for, which is written
 * into the same tensors (the last one's shape is its own). Every loop under way has tensors of its own.
 *
 * `for await` takes datasets that give promises, too. Then `prefetch` takes are under way, no more and in order, while a
 * batch is worked on, and what a take throws is thrown when its batch is asked for. A loop that is left waits for those
 * that are under way, so that nobody writes into tensors afterwards. A dataset that has its examples at once is asked
 * batch by batch, and the loop then leaves no turn to the event loop.
 *
 * `state` is where the loader is. Set on another loader of the same dataset and options, in another process say, the
 * next loop there goes on in the middle of the epoch, with the very same batches.
 * @throws FpropError ARGUMENT; STATE for a dataset of promises in a loop that cannot wait
 */
export class DataLoader<X extends Value, T extends Value> implements Iterable<Batch<X, T>>, AsyncIterable<Batch<X, T>> {
  readonly dataset: Dataset<X, T>;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly prefetch: number;
  private readonly rng: Rng;
  private at: Epoch;
  /** Whether the next loop begins at `at`, rather than with the epoch behind it. */
  private open = true;
  /** Batches whose tensors are free. */
  private spare: Batch<X, T>[] = [];

  constructor(dataset: Dataset<X, T>, options: DataLoaderOptions = {}) {
    const { batchSize = 1, shuffle = false, dropLast = false, rng = generator, prefetch = 1 } = options;
    checkDataset("DataLoader", dataset);
    checkCount("DataLoader", "batchSize", batchSize);
    checkCount("DataLoader", "prefetch", prefetch, 0);
    if (dropLast && batchSize > dataset.length)
      refuse("ARGUMENT", "DataLoader", "batchSize", `at most ${dataset.length} with dropLast`, `${batchSize}`);
    if (!(rng instanceof Rng)) refuse("ARGUMENT", "DataLoader", "rng", "an Rng", rng);
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.dropLast = dropLast;
    this.prefetch = prefetch;
    this.rng = rng.split("DataLoader");
    this.at = { epoch: 0, batch: 0, rng: this.rng.state };
  }

  /** Batches of an epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  get state(): LoaderState {
    return { ...this.at };
  }

  set state(state: LoaderState) {
    const { epoch, batch, rng } = Object(state) as LoaderState;
    checkCount("DataLoader.state", "epoch", epoch, 0);
    if (!Number.isInteger(batch) || batch < 0 || batch > this.length)
      refuse("ARGUMENT", "DataLoader.state", "batch", `an integer from 0 to ${this.length}`, batch);
    if (!Array.isArray(rng)) refuse("ARGUMENT", "DataLoader.state", "rng", "four 32-bit integers", rng);
    this.rng.state = rng;
    this.at = { epoch, batch, rng: this.rng.state };
    this.open = true;
  }

  /** `state` in numbers by path, as checkpoints have it. */
  stateDict(): TrainingState {
    const { epoch, batch, rng } = this.state;
    return { epoch, batch, ...Object.fromEntries(rng.map((word, i) => [`rng.${i}`, word])) };
  }

  /** @throws FpropError STATE_DICT, ARGUMENT */
  loadStateDict(state: TrainingState): void {
    const from = new StateReader("DataLoader", state);
    const [epoch, batch] = [from.count("epoch"), from.count("batch")];
    const rng = [0, 1, 2, 3].map((i) => from.number(`rng.${i}`));
    from.end();
    this.state = { epoch, batch, rng };
  }

  *[Symbol.iterator](): Generator<Batch<X, T>, void, undefined> {
    const { at, order } = this.begin();
    let into = this.spare.pop();
    try {
      while (at.batch < this.length) {
        const batch = this.take(order, at.batch, into);
        if (isPromise(batch)) {
          into = undefined; // Somebody is about to write there.
          quiet(batch);
          if (this.at === at) this.state = at;
          refuse("STATE", "DataLoader", "a dataset that gives promises", 'looped over with "for await"', '"for"');
        }
        into = batch;
        at.batch++;
        yield batch;
      }
      this.end(at);
    } finally {
      if (into !== undefined) this.spare.push(into);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch<X, T>, void, undefined> {
    const { at, order } = this.begin();
    const { length } = this;
    /** Batches asked for and not given out yet, the oldest first. */
    const pending: (Batch<X, T> | Promise<Batch<X, T>>)[] = [];
    let asked = at.batch;
    let ahead = 0; // until the dataset gives a promise
    const ask = (most: number): void => {
      while (asked < length && pending.length < most) {
        const batch = this.asked(order, asked++, this.spare.pop());
        if (isPromise(batch)) ahead = this.prefetch;
        pending.push(batch);
      }
    };
    let held: Batch<X, T> | undefined;
    try {
      while (at.batch < length) {
        if (held !== undefined) this.spare.push(held);
        held = undefined;
        ask(1);
        ask(ahead);
        const batch = await pending[0];
        void pending.shift();
        held = batch;
        ask(ahead);
        at.batch++;
        yield batch;
      }
      this.end(at);
    } finally {
      for (const batch of await Promise.allSettled(pending.map(async (batch) => batch)))
        if (batch.status === "fulfilled") this.spare.push(batch.value);
      if (held !== undefined) this.spare.push(held);
    }
  }

  /** Where a loop begins, and the order of its epoch. */
  private begin(): { at: Epoch; order: Int32Array } {
    if (!this.open) this.at = { epoch: this.at.epoch + 1, batch: 0, rng: this.rng.state };
    this.open = false;
    const { length } = this.dataset;
    const order = this.shuffle ? this.rng.permutation(length) : Int32Array.from({ length }, (_, i) => i);
    return { at: this.at, order };
  }

  private end(at: Epoch): void {
    // A loop that another has overtaken no longer says where the loader is.
    if (this.at !== at) return;
    this.at = { epoch: at.epoch + 1, batch: 0, rng: this.rng.state };
    this.open = true;
  }

  private take(order: Int32Array, batch: number, into?: Batch<X, T>): Batch<X, T> | Promise<Batch<X, T>> {
    const first = batch * this.batchSize;
    return this.dataset.take(order.subarray(first, first + this.batchSize), into);
  }

  /** `take`, whose errors wait until the batch is asked for, with nobody being told that they are not handled. */
  private asked(order: Int32Array, batch: number, into?: Batch<X, T>): Batch<X, T> | Promise<Batch<X, T>> {
    try {
      const taken = this.take(order, batch, into);
      if (isPromise(taken)) quiet(taken);
      return taken;
    } catch (error) {
      const failed = Promise.reject<Batch<X, T>>(error);
      quiet(failed);
      return failed;
    }
  }
}

interface Epoch {
  readonly epoch: number;
  batch: number;
  readonly rng: readonly number[];
}

const isPromise = <B>(batch: B | Promise<B>): batch is Promise<B> =>
  typeof (batch as { then?: unknown }).then === "function";

function quiet(promise: Promise<unknown>): void {
  promise.then(undefined, () => undefined);
}
