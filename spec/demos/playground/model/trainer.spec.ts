import { Linear, Tanh } from "fprop";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { limits } from "../../../../demos/playground/model/limits.ts";
import { configurationOf, dataFor } from "../../../../demos/playground/model/presets.ts";
import type { Command, Reply, WorkerLike } from "../../../../demos/playground/model/protocol.ts";
import type { PlaygroundError } from "../../../../demos/playground/model/refusal.ts";
import type { Report } from "../../../../demos/playground/model/report.ts";
import { Trainer } from "../../../../demos/playground/model/trainer.ts";
import { Engine } from "../../../../demos/playground/worker/engine.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";

const moons: Configuration = configurationOf(dataFor("moons", { samples: 80 }), [
  new Linear(2, 4),
  new Tanh(),
  new Linear(4, 2),
]);

/** A worker in this thread: an engine behind messages that are cloned and take a turn, as those of workers are. */
class FakeWorker implements WorkerLike {
  dead = false;
  readonly heard: string[] = [];
  private readonly onMessage: ((event: { readonly data: Reply }) => void)[] = [];
  private readonly onError: (() => void)[] = [];
  private readonly engine = new Engine({
    post: (reply, transfer) => {
      const data = structuredClone(reply, { transfer });
      setTimeout(() => {
        if (!this.dead) for (const listener of this.onMessage) listener({ data });
      }, 0);
    },
    later: (call, milliseconds) =>
      setTimeout(() => {
        if (!this.dead) call();
      }, milliseconds),
    now: () => performance.now(),
  });

  postMessage(message: Command): void {
    const data = structuredClone(message);
    this.heard.push(data.type);
    setTimeout(() => {
      if (!this.dead) this.engine.take(data);
    }, 0);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    if (type === "message") this.onMessage.push(listener as (event: { readonly data: Reply }) => void);
    else if (type === "error") this.onError.push(listener as () => void);
  }

  terminate(): void {
    this.dead = true;
  }

  /** An error that nobody caught. */
  crash(): void {
    for (const listener of this.onError) listener();
  }
}

// A machine may be busy: nothing here is to fail on time.
const soon = { timeout: 20_000, interval: 5 };
const trainers: Trainer[] = [];
afterEach(() => {
  for (const trainer of trainers.splice(0)) trainer.dispose();
});

function setUp(options = {}): {
  trainer: Trainer;
  workers: FakeWorker[];
  reports: Report[];
  restarts: number[];
  ends: PlaygroundError[];
} {
  const workers: FakeWorker[] = [];
  const [reports, restarts, ends]: [Report[], number[], PlaygroundError[]] = [[], [], []];
  const spawn = (): WorkerLike => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  };
  const trainer = new Trainer(
    spawn,
    {
      onReport: (report) => reports.push(report),
      onRestart: (step) => restarts.push(step),
      onGiveUp: (error) => ends.push(error),
    },
    options,
  );
  trainers.push(trainer);
  return { trainer, workers, reports, restarts, ends };
}

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "resolved",
    (error: unknown) => (error as PlaygroundError).code,
  );
const weights = (report: Report): number[] => report.weights.flatMap(({ value }) => [...value]);
async function learned(steps: number): Promise<number[]> {
  const session = new Session(moons);
  for (let i = 0; i < steps; i++) session.step();
  return Promise.resolve(session.net.parameters().flatMap((p) => [...p.value.data]));
}

describe("a trainer", () => {
  it("has an answer for each command, and reports as they come", async () => {
    const { trainer, reports } = setUp();
    const { examples } = await trainer.configure(moons);
    expect(examples.test.count).toBe(20);
    await trainer.step(12);
    expect(weights(reports.at(-1)!)).toEqual(await learned(12));
    await trainer.play();
    await vi.waitFor(() => expect(reports.at(-1)!.step).toBeGreaterThan(20), soon);
    await trainer.pause();
    await trainer.maps(8, 4);
    await vi.waitFor(() => expect(reports.at(-1)!.maps?.width).toBe(8), soon);
    const trace = await trainer.inspect({ set: "training", row: 0 });
    expect(trace.modules.length).toBe(3);
    const { bprop, numeric } = await trainer.numeric({ set: "training", row: 0 }, { of: "x", path: "1", index: 2 });
    expect(Math.abs(bprop - numeric)).toBeLessThan(1e-9);
    const { bytes } = await trainer.export("safetensors");
    await trainer.reset();
    await trainer.import(bytes);
    await trainer.speed(5);
    await vi.waitFor(() => expect(reports.at(-1)!.run).toBe(3), soon);
  });

  it("rejects with the refusal, and goes on", async () => {
    const { trainer } = setUp();
    expect(await code(trainer.play())).toBe("STATE");
    const wrong = { ...moons, layers: moons.layers.slice(1) };
    await expect(trainer.configure(wrong)).rejects.toMatchObject({
      name: "PlaygroundError",
      code: "SHAPE",
      place: [1],
    });
    expect(await code(trainer.import(new Uint8Array(limits.weightsFile + 1)))).toBe("LIMIT");
    await trainer.configure(moons);
    expect(await code(trainer.import(new Uint8Array(20)))).toBe("FORMAT");
    expect(await code(trainer.step(2))).toBe("resolved");
  });

  it("has another worker go on where one died by an error, bit for bit", async () => {
    const { trainer, workers, reports, restarts } = setUp();
    await trainer.maps(4, 0);
    await trainer.configure(moons);
    await trainer.step(15);
    const lost = code(trainer.step(1_000_000));
    workers[0].crash();
    expect(await lost).toBe("WORKER");
    await vi.waitFor(() => expect(restarts).toEqual([15]), soon);
    expect(workers.length).toBe(2);
    expect(workers[0].dead).toBe(true);
    await trainer.step(10);
    expect(reports.at(-1)!.step).toBe(25);
    expect(weights(reports.at(-1)!)).toEqual(await learned(25));
    expect(reports.at(-1)!.maps?.width).toBe(4);
  });

  it("notices a worker that has gone without a word, and plays on", async () => {
    const { trainer, workers, reports, restarts } = setUp({ pingEvery: 20, patience: 700 });
    await trainer.configure(moons);
    await trainer.play();
    await vi.waitFor(() => expect(reports.at(-1)!.step).toBeGreaterThan(5), soon);
    workers[0].terminate();
    await vi.waitFor(() => expect(restarts.length).toBe(1), soon);
    const { step } = reports.at(-1)!;
    await vi.waitFor(() => expect(reports.at(-1)!.step).toBeGreaterThan(step), soon);
    expect(reports.at(-1)!.playing).toBe(true);
    await trainer.pause();
  });

  it("has no use for the snapshot of a net before", async () => {
    const { trainer, workers, restarts, reports } = setUp();
    await trainer.configure(moons);
    await trainer.step(15);
    const other = configurationOf(dataFor("circles", { samples: 60 }), [new Linear(2, 2)]);
    await trainer.configure(other);
    workers[0].crash();
    await vi.waitFor(() => expect(restarts.length).toBe(1), soon);
    expect(restarts).toEqual([0]);
    expect(reports.at(-1)!.weights.map(({ path }) => path)).toEqual(["0.weight", "0.bias"]);
  });

  it("gives up after three deaths in a minute", async () => {
    const { trainer, workers, ends, restarts } = setUp();
    await trainer.configure(moons);
    for (const i of [0, 1]) {
      workers[i].crash();
      await vi.waitFor(() => expect(restarts.length).toBe(i + 1), soon);
    }
    const lost = code(trainer.step(1_000_000));
    workers[2].crash();
    expect(await lost).toBe("WORKER");
    expect(ends.length).toBe(1);
    expect(workers.length).toBe(3);
    expect(await code(trainer.play())).toBe("WORKER");
  });

  it("gives up on a state that a new worker refuses", async () => {
    const { trainer, workers, ends } = setUp();
    await trainer.configure(moons);
    await trainer.step(1);
    await vi.waitFor(() => expect(Object(trainer)).toHaveProperty("snapshot.step", 1), soon);
    Object.assign(trainer, { snapshot: { step: 1, bytes: new Uint8Array(30) } });
    workers[0].crash();
    await vi.waitFor(() => expect(ends.length).toBe(1), soon);
    expect(ends[0].code).toBe("FORMAT");
  });

  it("asks a worker that is there again and again, and ends it when it is closed", async () => {
    const { trainer, workers } = setUp({ pingEvery: 5, patience: 1000 });
    await vi.waitFor(() => expect(workers[0].heard.filter((type) => type === "ping").length).toBeGreaterThan(3), soon);
    const lost = code(trainer.configure(moons));
    trainer.dispose();
    expect(await lost).toBe("WORKER");
    expect(workers[0].dead).toBe(true);
    expect(workers.length).toBe(1);
    expect(await code(trainer.pause())).toBe("WORKER");
  });
});
