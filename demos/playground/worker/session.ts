import {
  DataLoader,
  Progress,
  TensorDataset,
  type AnyModule,
  type Batch,
  type Objective,
  type Optimizer,
  type Sequential,
  type Tensor,
} from "fprop";
import { adviceOn } from "fprop/testing";
import { loadTraining, readSafetensors, saveTraining, type Parts } from "fprop/io";
import { optimizerKind } from "../model/choices.ts";
import type { Schedule } from "../model/choices/schedules.ts";
import type { Configuration } from "../model/configuration.ts";
import { dataOf, type Data, type Examples } from "../model/draw.ts";
import { lossOf, netOf, objectiveOf, optimizerOf, scheduleOf, stream } from "../model/make.ts";
import { about, decline, PlaygroundError, refusalOf, type Refusal } from "../model/refusal.ts";
import { targetsOf } from "../model/targets.ts";

/** A net of layers in a row. */
export type Net = Sequential<readonly AnyModule[]>;

/** Data of one set, and as the loss has its targets. */
export interface Set extends Examples {
  readonly targets: Tensor;
}

/**
 * One training of one configuration, step by step: the same steps, in the same order, as the program that
 * `model/program.ts` writes of it, and so the same bits. It knows neither time nor messages.
 */
export class Session {
  readonly configuration: Configuration;
  readonly data: Data;
  readonly net: Net;
  readonly objective: Objective;
  readonly optimizer: Optimizer<object>;
  readonly schedule: Schedule | undefined;
  readonly loader: DataLoader<Tensor, Tensor>;
  readonly progress = new Progress();
  readonly sets: Readonly<Record<"training" | "test", Set>>;
  /** E of the latest step, with its penalty, and the penalty. */
  loss = NaN;
  penalty = 0;
  /** Why there is no further step. */
  stopped: Refusal | undefined;
  private batches: Iterator<Batch<Tensor, Tensor>>;
  private readonly searches: boolean;

  /** @throws PlaygroundError where something does not go together */
  constructor(configuration: Configuration) {
    this.configuration = configuration;
    this.data = dataOf(configuration);
    this.net = about("layers", () => netOf(configuration)) as Net;
    const { training, test, classes } = this.data;
    const y = about("layers", () => this.net.predict(training.x.rows(0, 1)) as Tensor);
    const set = ({ x, t }: Examples): Set => ({
      x,
      t,
      targets: targetsOf(configuration.loss, t, classes.length, y.size),
    });
    this.sets = { training: set(training), test: set(test) };
    this.objective = about("loss", () => objectiveOf(configuration, this.net));
    this.optimizer = about("optimizer", () => optimizerOf(configuration, this.net));
    this.schedule = about("schedule", () => scheduleOf(configuration, this.optimizer));
    this.searches = optimizerKind(configuration.optimizer).searches;
    const { x, targets } = this.sets.training;
    this.loader = new DataLoader(new TensorDataset(x, targets), {
      batchSize: Math.min(configuration.batchSize, x.shape[0]),
      shuffle: true,
      dropLast: true,
      rng: stream(configuration, "order"),
    });
    this.batches = this.loader[Symbol.iterator]();
  }

  /** One step on the next batch. What goes wrong ends the training, and is in `stopped`. */
  step(): void {
    if (this.stopped !== undefined) return;
    const [x, t] = this.batches.next().value as Batch<Tensor, Tensor>;
    try {
      this.loss = this.learn(x, t);
    } catch (error) {
      this.stopped = refusalOf(error);
      return;
    }
    this.penalty = this.objective.penalty;
    const { progress, loader } = this;
    progress.step++;
    progress.batch++;
    progress.rows += x.shape[0];
    progress.sum += this.loss * x.shape[0];
    if (progress.batch === loader.length) this.endEpoch();
  }

  private learn(x: Tensor, t: Tensor): number {
    const { net, objective, optimizer } = this;
    const closure = (): number => {
      optimizer.zeroGrad();
      const E = objective.fprop(net.fprop(x) as Tensor, t);
      if (!Number.isFinite(E)) this.diverged(x, E);
      net.bprop(objective.bprop());
      return E;
    };
    if (this.searches) return optimizer.step(closure)!;
    const E = closure();
    optimizer.step();
    return E;
  }

  private endEpoch(): void {
    const { progress, schedule } = this;
    schedule?.step(progress.sum / progress.rows);
    this.batches.next();
    this.batches = this.loader[Symbol.iterator]();
    Object.assign(progress, { epoch: progress.epoch + 1, batch: 0, rows: 0, sum: 0 });
  }

  /** Says where the first number that is none comes from. */
  private diverged(x: Tensor, E: number): never {
    this.net.clone().checkFinite(true).fprop(x);
    decline(
      "NONFINITE",
      `After ${this.progress.step} steps the loss is ${E}: training has diverged. A smaller learning rate may help.`,
    );
  }

  /** What the library says to the net and its loss, of an example that a copy is given. */
  get advice(): string[] {
    const { x, targets } = this.sets.training;
    const net = this.net.clone().eval();
    const loss = lossOf(this.configuration);
    return adviceOn(() => void loss.fprop(net.fprop(x.rows(0, 1)) as Tensor, targets.rows(0, 1)));
  }

  /** The rate of the next step. */
  get lr(): number {
    return (this.optimizer.groups[0] as { lr?: number }).lr ?? NaN;
  }

  private get parts(): Parts {
    const { net, optimizer, loader, progress, schedule } = this;
    return { net, optimizer, loader, progress, ...(schedule !== undefined && { schedule }) };
  }

  /** All that this training goes on from. */
  save(): Uint8Array<ArrayBuffer> {
    return saveTraining(this.parts) as Uint8Array<ArrayBuffer>;
  }

  /** Goes on from where another session of the same configuration was saved. @throws FpropError, and nothing is changed */
  load(bytes: Uint8Array): void {
    loadTraining(bytes, this.parts);
    this.batches = this.loader[Symbol.iterator]();
  }

  /** Takes weights of a safetensors file. @throws PlaygroundError in the library's words, and nothing is changed */
  loadWeights(bytes: Uint8Array): void {
    try {
      this.net.loadStateDict(readSafetensors(bytes).tensors);
    } catch (error) {
      throw new PlaygroundError(refusalOf(error), { cause: error });
    }
  }
}
