import { FpropError, refuse } from "../errors.ts";
import { loadTraining, saveTraining } from "../io/training.ts";
import type { Loss } from "../loss.ts";
import type { Module } from "../module.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Tensor } from "../tensor.ts";
import { checkSignal, type Batches } from "../train/batches.ts";
import type { Elsewhere, Epoch, FitOptions } from "../train/fit.ts";
import { Progress } from "../train/progress.ts";
import type { Value } from "../value.ts";
import { errorOf, partsOf, type Answer } from "./messages.ts";
import { Packer, Unpacker, type Known } from "./parcel.ts";
import { listen, send, web, type AnyPort } from "./port.ts";

/** Trains in a worker what `fit` is given: see `trainingWorker`. */
export class TrainingWorker implements Elsewhere {
  private readonly port: AnyPort;
  private readonly known: Known;
  /** Trainings so far; the number of the one that goes on, or 0. */
  private count = 0;
  private busy = 0;
  /** What the worker has said, and who waits for it. */
  private answers: Answer[] = [];
  private wake: (() => void) | undefined;
  private dead: FpropError | undefined;
  private lock: string | undefined;

  constructor(port: AnyPort, known: Known) {
    this.port = port;
    this.known = known;
    listen(
      port,
      (data) => this.hear(data as Answer),
      (why, cause) => this.die(why, cause),
    );
  }

  async *fit<X extends Value, Y extends Value, T>(
    net: Module<X, Y>,
    loss: Loss<Y, T> | Loss<Y, T, Tensor>,
    optimizer: Optimizer<object>,
    batches: Batches<X, T>,
    { signal, onStep, progress = new Progress(), ...options }: FitOptions<X, Y, T>,
  ): AsyncGenerator<Epoch, void, undefined> {
    if (this.busy > 0) refuse("STATE", "fit", "worker", "free", "at work on another training");
    if (this.dead !== undefined) throw this.dead;
    checkSignal("fit", signal);
    const { validation, schedule, average, earlyStopping, metrics = {} } = options;
    const task = { net, loss, optimizer, batches, validation, schedule, average, earlyStopping, progress };
    const parts = partsOf(task);
    const packed = new Packer(this.known).pack({ ...task, options: { ...options, progress } }, "fit");
    const fprop = (this.busy = ++this.count);
    this.answers = [];
    let asked = false;
    const look = (): void => {
      if (signal?.aborted !== true || asked) return;
      asked = true;
      send(this.port, { fprop, kind: "abort" });
    };
    const timer = web.setInterval(look, 20);
    try {
      send(this.port, { fprop, kind: "begin", task: packed, steps: onStep !== undefined });
      for (;;) {
        net.train();
        send(this.port, { fprop, kind: "next", state: saveTraining(parts) });
        look();
        let answer = await this.answer();
        for (; answer.kind === "step" || answer.kind === "alive"; answer = await this.answer()) {
          if (answer.kind === "step") await onStep?.(answer.step);
          look();
        }
        if (answer.kind === "failed") throw errorOf(answer);
        loadTraining(answer.state, parts);
        if (answer.kind === "aborted") {
          checkSignal("fit", signal);
          return;
        }
        const measured = new Unpacker(this.known).unpack(answer.metrics) as Record<string, object>;
        for (const [name, metric] of Object.entries(metrics)) Object.assign(metric, measured[name]);
        if (answer.epoch === undefined) return;
        yield answer.epoch;
      }
    } finally {
      web.clearInterval(timer);
      this.busy = 0;
      if (this.dead === undefined) send(this.port, { fprop, kind: "abort" });
    }
  }

  private hear(answer: Answer): void {
    if (Object(answer).fprop !== this.busy || this.busy === 0) return; // of a training that was left
    if (answer.kind === "alive") this.watch(answer.lock);
    this.answers.push(answer);
    this.wake?.();
  }

  /** The next thing that the worker says of this training. */
  private async answer(): Promise<Answer> {
    while (this.answers.length === 0) {
      if (this.dead !== undefined) throw this.dead;
      await new Promise<void>((wake) => (this.wake = wake));
    }
    return this.answers.shift()!;
  }

  /** Whoever gets the lock that the worker holds, knows that it is no more. */
  private watch(lock: string | undefined): void {
    if (lock === undefined || lock === this.lock) return;
    this.lock = lock;
    void web.navigator?.locks?.request(lock, () => this.die("its termination"));
  }

  private die(why: string, cause?: unknown): void {
    const complaint = { who: "fit", what: "the worker", expected: "alive until the end", got: why } as const;
    this.dead ??= new FpropError({ code: "WORKER", ...complaint }, cause === undefined ? {} : { cause });
    this.wake?.();
  }
}
