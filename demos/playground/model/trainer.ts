import type { Configuration } from "./configuration.ts";
import { limits } from "./limits.ts";
import { PlaygroundError } from "./refusal.ts";
import type { Report } from "./report.ts";
import type { Entry, NumericGradient, Trace } from "./trace.ts";
import type {
  Command,
  CommandName,
  Commands,
  Configured,
  Exported,
  ExportFormat,
  Reply,
  Snapshot,
  Which,
  WorkerLike,
} from "./protocol.ts";

export interface TrainerEvents {
  onReport(report: Report): void;
  /** A worker has died, and another goes on from the step of the latest snapshot. */
  onRestart?(step: number): void;
  /** Workers die again and again; this Trainer is over. */
  onGiveUp?(error: PlaygroundError): void;
}

export interface TrainerOptions {
  /** Milliseconds between two pings, and after which an unanswered one is a death. */
  readonly pingEvery?: number;
  readonly patience?: number;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: PlaygroundError) => void;
}

/**
 * The page's side of a worker that trains: a promise for each command, and reports as they come.
 *
 *     const trainer = new Trainer(() => new Worker("worker.js", { type: "module" }), { onReport: draw });
 *     await trainer.configure(configuration);
 *     await trainer.play();
 *
 * Promises reject with a PlaygroundError; the worker is then as it was. A worker that dies, by an error or without a
 * word, is replaced by another that goes on from the latest snapshot; commands without an answer are rejected with
 * code WORKER. After three deaths within a minute the Trainer gives up.
 */
export class Trainer {
  private readonly spawn: () => WorkerLike;
  private readonly events: TrainerEvents;
  private readonly pingEvery: number;
  private readonly patience: number;
  private worker: WorkerLike;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private deaths: number[] = [];
  private over = false;

  /** What another worker is to go on with. */
  private configuration: Configuration | undefined;
  private snapshot: Snapshot | undefined;
  private playing = false;
  private settings: Commands["maps"]["ask"] | undefined;

  constructor(
    spawn: () => WorkerLike,
    events: TrainerEvents,
    { pingEvery = 1000, patience = 8000 }: TrainerOptions = {},
  ) {
    this.spawn = spawn;
    this.events = events;
    this.pingEvery = pingEvery;
    this.patience = patience;
    this.worker = this.start();
  }

  async configure(configuration: Configuration): Promise<Configured> {
    const configured = await this.ask("configure", { configuration });
    // Its first report and snapshot come behind the answer: nothing of the net before is left.
    this.configuration = configuration;
    this.snapshot = undefined;
    this.playing = false;
    return configured;
  }

  async play(): Promise<void> {
    await this.ask("play", {});
    this.playing = true;
  }

  async pause(): Promise<void> {
    await this.ask("pause", {});
    this.playing = false;
  }

  async step(steps = 1): Promise<void> {
    this.playing = false;
    await this.ask("step", { steps });
  }

  async reset(): Promise<void> {
    await this.ask("reset", {});
    this.playing = false;
  }

  async speed(stepsPerSecond: number): Promise<void> {
    await this.ask("speed", { stepsPerSecond });
    if (this.configuration !== undefined) this.configuration = { ...this.configuration, speed: stepsPerSecond };
  }

  async maps(resolution: number, hidden: number): Promise<void> {
    await this.ask("maps", { resolution, hidden });
    this.settings = { resolution, hidden };
  }

  inspect(which: Which): Promise<Trace> {
    return this.ask("inspect", which);
  }

  numeric(which: Which, entry: Entry): Promise<NumericGradient> {
    return this.ask("numeric", { ...which, entry });
  }

  export(format: ExportFormat): Promise<Exported> {
    return this.ask("export", { format });
  }

  /** Weights of a safetensors file. */
  async import(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length > limits.weightsFile)
      throw new PlaygroundError({
        code: "LIMIT",
        message: `The file should have at most ${limits.weightsFile} bytes, and has ${bytes.length}.`,
      });
    await this.ask("import", { bytes });
    this.playing = false;
  }

  /** Ends the worker; commands without an answer are rejected. */
  dispose(): void {
    this.end(new PlaygroundError({ code: "WORKER", message: "The trainer was closed." }));
  }

  private start(): WorkerLike {
    const worker = this.spawn();
    worker.addEventListener("message", ({ data }) => {
      if (worker === this.worker) this.take(data);
    });
    const died = (): void => {
      if (worker === this.worker) this.died();
    };
    worker.addEventListener("error", died);
    worker.addEventListener("messageerror", died);
    this.worker = worker;
    this.watch();
    return worker;
  }

  private take(reply: Reply): void {
    switch (reply.type) {
      case "report":
        this.playing = reply.report.playing;
        return this.events.onReport(reply.report);
      case "snapshot":
        this.snapshot = reply.snapshot;
        return;
      case "answer":
        this.waiting.get(reply.id)?.resolve(reply.answer as never);
        break;
      case "refusal":
        this.waiting.get(reply.id)?.reject(new PlaygroundError(reply.refusal));
        break;
    }
    this.waiting.delete(reply.id);
  }

  private ask<K extends CommandName>(type: K, ask: Commands[K]["ask"]): Promise<Commands[K]["answer"]> {
    if (this.over) return Promise.reject(new PlaygroundError({ code: "WORKER", message: "The trainer is closed." }));
    const id = this.nextId++;
    return new Promise<Commands[K]["answer"]>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, type, ask } as Command);
    });
  }

  /** Pings, now and then: a worker that was ended from outside says nothing, and that is all there is to notice. */
  private watch(): void {
    const { worker } = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = setTimeout(() => {
        if (worker === this.worker) this.died();
      }, this.patience);
      void this.ping(worker);
    }, this.pingEvery);
  }

  /** Asks whether the worker is there; if so, the next question is a while off. */
  private async ping(worker: WorkerLike): Promise<void> {
    try {
      await this.ask("ping", {});
      if (worker === this.worker && !this.over) this.watch();
    } catch (error) {
      // Died, or closed: whoever noticed has seen to it.
      if (!(error instanceof PlaygroundError)) throw error;
    }
  }

  private died(): void {
    if (this.over) return;
    this.worker.terminate();
    const error = new PlaygroundError({ code: "WORKER", message: "The worker has died before it could answer." });
    const now = performance.now();
    this.deaths = [...this.deaths.filter((at) => now - at < 60_000), now];
    if (this.deaths.length >= 3) {
      this.end(error);
      this.events.onGiveUp?.(error);
      return;
    }
    this.rejectAll(error);
    this.start();
    void this.restore();
  }

  /** Brings a new worker to where the latest snapshot was. */
  private async restore(): Promise<void> {
    const { configuration, snapshot, playing, settings } = this;
    try {
      if (settings !== undefined) await this.ask("maps", settings);
      if (configuration !== undefined)
        await this.ask("configure", { configuration, ...(snapshot !== undefined && { snapshot }) });
      if (playing) await this.ask("play", {});
      this.playing = playing;
      this.events.onRestart?.(snapshot?.step ?? 0);
    } catch (error) {
      if (!(error instanceof PlaygroundError)) throw error;
      // The new one has died, too, and its successor is on the way; what it refuses, the next one would refuse, too.
      if (error.code === "WORKER") return;
      this.end(error);
      this.events.onGiveUp?.(error);
    }
  }

  private end(error: PlaygroundError): void {
    this.over = true;
    clearTimeout(this.timer);
    this.worker.terminate();
    this.rejectAll(error);
  }

  private rejectAll(error: PlaygroundError): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
