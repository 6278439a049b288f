import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import {
  Accuracy,
  Adam,
  ConfusionMatrix,
  CrossEntropyLoss,
  DataLoader,
  fit,
  FpropError,
  Lambda,
  LambdaLR,
  Linear,
  MaxNorm,
  Module,
  mul,
  OneCycleLR,
  Progress,
  ReduceLROnPlateau,
  Rng,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  TensorDataset,
  type AnyModule,
  type Elsewhere,
  type Epoch,
  type Loss,
  type Optimizer,
} from "../index.ts";
import { saveTraining } from "../io.ts";
import { trainingWorker } from "../worker.ts";
import { inChromium, launch } from "./chromium.ts";
import { makeTraining, optimizers, type Training } from "./resume/training.ts";
import { Doubled, Failing, options as known, Wide } from "./worker/serve.ts";
import { hashOf } from "./worker/page.ts";

// A training in a worker, which is the training here to the last bit; or the worker dies, and nothing is half written.

const root = join(import.meta.dirname, "..");
const bundled = join(root, ".cache/worker/serve.mjs");
const alias = {
  fprop: join(root, "index.ts"),
  "fprop/io": join(root, "io.ts"),
  "fprop/worker": join(root, "worker.ts"),
};

beforeAll(async () => {
  await build({
    entryPoints: [join(root, "spec/worker/serve.ts")],
    outfile: bundled,
    bundle: true,
    platform: "node",
    format: "esm",
    alias,
    external: ["papaparse"],
  });
}, 60_000);

const started: Worker[] = [];
const start = (): Worker => {
  const worker = new Worker(bundled);
  started.push(worker);
  return worker;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (worker) => worker.terminate()));
});

const state = ({ parts }: Training): string => Buffer.from(saveTraining(parts)).toString("hex");

/** The training, in this thread or in a worker, with all that it tells. */
async function run(
  training: Training,
  worker?: Elsewhere,
  signal = new AbortController().signal,
  each: (epoch: Epoch) => void = () => undefined,
): Promise<unknown[]> {
  const steps: number[] = [];
  const epochs: Epoch[] = [];
  const { net, parts } = training;
  const { optimizer, loader, ...rest } = parts;
  const options = {
    epochs: 3,
    ...rest,
    signal,
    metrics: { accuracy: new Accuracy() },
    validation: new DataLoader(loader.dataset, { batchSize: 10 }),
    onStep: ({ step }: { step: number }) => void steps.push(step),
    ...(worker && { worker }),
  };
  for await (const epoch of fit(net as Module, new CrossEntropyLoss(), optimizer, loader, options)) {
    epochs.push(epoch);
    each(epoch);
  }
  return [steps, epochs];
}

/** A net, and what trains it, of the caller's choice. */
interface Small {
  net?: AnyModule;
  loss?: Loss<Tensor, Tensor>;
  optimizer?: (net: AnyModule) => Optimizer<object>;
}
const x = Tensor.from(Array.from({ length: 24 }, (_, i) => [Math.round(7 * ((i * 0.37) % 1)) / 7, (i % 5) / 5]));
const t = Tensor.from(Array.from({ length: 24 }, (_, i) => [i % 2, (i % 3) / 2]));
function small({ net, loss, optimizer }: Small = {}) {
  const rng = new Rng(3);
  const module = net ?? new Sequential(new Linear(2, 4, { rng }), new Tanh(), new Linear(4, 2, { rng }));
  const loader = new DataLoader(new TensorDataset(x, t), { batchSize: 8, rng });
  const chosen = optimizer?.(module) ?? new SGD(module.parameters(), { lr: 0.1 });
  return [module as Module, (loss ?? new Doubled()) as Loss<Tensor, Tensor>, chosen, loader] as const;
}
const weights = (net: AnyModule): string => Buffer.from(saveTraining({ net })).toString("hex");

async function rejection(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
}
async function all(epochs: AsyncIterable<Epoch>): Promise<Epoch[]> {
  const found: Epoch[] = [];
  for await (const epoch of epochs) found.push(epoch);
  return found;
}

describe("a training in a worker of Node", () => {
  it("is the training here, to the last bit, by any optimizer, one after the other", async () => {
    const worker = trainingWorker(start());
    for (const name of optimizers) {
      const [here, there] = [makeTraining(name), makeTraining(name)];
      const expected = await run(here);
      expect(await run(there, worker), name).toEqual(expected);
      expect(state(there), name).toBe(state(here));
      expect(there.net.training).toBe(here.net.training);
    }
  });

  it("leaves this thread free", async () => {
    const training = makeTraining("Adam");
    const worker = start();
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await run(training, trainingWorker(worker));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it("goes on from what is changed between epochs, and ends where the loop is left", async () => {
    const worker = trainingWorker(start());
    const [here, there] = [makeTraining("SGD"), makeTraining("SGD")];
    const change =
      ({ net, parts }: Training) =>
      (): void => {
        (parts.optimizer.groups[0] as unknown as { momentum: number }).momentum *= 0.5;
        net.parameters()[0].value.data[0] = 1;
      };
    expect(await run(there, worker, undefined, change(there))).toEqual(
      await run(here, undefined, undefined, change(here)),
    );
    expect(state(there)).toBe(state(here));

    const left = [makeTraining("Adam"), makeTraining("Adam")] as const;
    for (const [i, training] of left.entries()) {
      const { net, parts } = training;
      const options = { epochs: 9, schedule: parts.schedule, progress: parts.progress, ...(i === 1 && { worker }) };
      for await (const { epoch } of fit(net as Module, new CrossEntropyLoss(), parts.optimizer, parts.loader, options))
        if (epoch === 2) break;
    }
    expect(state(left[1])).toBe(state(left[0]));
    // The worker is free again, and both go on alike.
    expect(await run(left[1], worker)).toEqual(await run(left[0]));
  });

  it("takes constraints, schedules of steps, plateaus, several metrics, and classes of one's own", async () => {
    const port = start();
    const worker = trainingWorker(port, known);
    const ends = [];
    for (const where of [undefined, worker]) {
      const [net, loss, optimizer, loader] = small({
        net: new Sequential(new Wide(2), new Tanh(), new Linear(2, 2, { rng: new Rng(4) })),
        optimizer: (m) => {
          for (const p of m.parameters()) p.value.data.fill(0.3);
          return new Adam([{ params: [m.parameters()[0]], lr: 0.1 }, { params: m.parameters().slice(1) }], {});
        },
      });
      const options = { epochs: 2, clipNorm: 0.5, accumulate: 2, ...(where && { worker: where }) };
      const cycle = new OneCycleLR(optimizer as Adam, 0.1, { totalSteps: 9 });
      const held = [new MaxNorm([net.parameters()[0]], 0.4)];
      const told = await all(
        fit(net, loss, optimizer, loader, { ...options, schedule: cycle, scheduleEach: "step", constraints: held }),
      );
      const plateau = new ReduceLROnPlateau(optimizer as Adam, { patience: 0, threshold: 9 });
      const more = await all(fit(net, loss, optimizer, loader, { ...options, schedule: plateau }));
      ends.push([told, more, weights(net), optimizer.stateDict(), cycle.lastEpoch]);
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[0][2]).not.toBe(weights(small()[0]));
  });

  it("fills metrics here, and draws from this net's streams", async () => {
    const [matrix, there] = [new ConfusionMatrix(2), makeTraining("Adam")];
    const { net, parts } = there;
    const before = there.net.namedStreams().map(([, s]) => [...s.state]);
    const options = { epochs: 1, metrics: { matrix: matrix as never }, worker: trainingWorker(start()) };
    await all(fit(net as Module, new CrossEntropyLoss(), parts.optimizer, parts.loader, options));
    expect(matrix.value()).toBeGreaterThan(0);
    expect(there.net.namedStreams().map(([, s]) => [...s.state])).not.toEqual(before);
  });

  it("ends by a signal between two steps, and both it and the net are where it ended", async () => {
    const port = start();
    const worker = trainingWorker(port);
    const training = makeTraining("Adam");
    const controller = new AbortController();
    const { net, parts } = training;
    const running = (async () => {
      const options = { epochs: 100_000, progress: parts.progress, signal: controller.signal, worker };
      for await (const { epoch } of fit(net as Module, new CrossEntropyLoss(), parts.optimizer, parts.loader, options))
        if (epoch === 2) setTimeout(() => controller.abort("enough"), 30);
    })();
    expect(await rejection(running)).toMatchObject({ code: "ABORTED", cause: "enough" });
    const { step } = parts.progress;
    expect(step).toBeGreaterThan(5);
    // As many steps here.
    const here = makeTraining("Adam");
    const stop = new AbortController();
    const again = all(
      fit(here.net as Module, new CrossEntropyLoss(), here.parts.optimizer, here.parts.loader, {
        epochs: 100_000,
        progress: here.parts.progress,
        signal: stop.signal,
        onStep: (at) => void (at.step === step && stop.abort()),
      }),
    );
    expect(await rejection(again)).toMatchObject({ code: "ABORTED" });
    expect(state(training)).toBe(state(here));
    expect(await rejection(run(training, worker, controller.signal))).toMatchObject({ code: "ABORTED" });
    expect(state(training)).toBe(state(here));
    expect(await run(training, worker)).toEqual(await run(here));
  });

  it("throws what onStep throws, and the worker is free", async () => {
    const worker = trainingWorker(start(), known);
    const [net, loss, optimizer, loader] = small();
    const onStep = (): void => {
      throw new RangeError("of the caller");
    };
    const before = weights(net);
    expect(await rejection(all(fit(net, loss, optimizer, loader, { epochs: 50, worker, onStep })))).toMatchObject({
      name: "RangeError",
    });
    expect(weights(net)).toBe(before);
    expect(await all(fit(net, loss, optimizer, loader, { epochs: 2, worker }))).toHaveLength(2);
  });

  it.each([
    ["throw", { name: "RangeError", message: "no more" }],
    ["exit", { code: "WORKER", message: "fit: the worker should be alive until the end, got its end, with code 3" }],
    ["later", { code: "WORKER", message: expect.stringContaining("by the way") as string }],
  ])("whose loss in its second epoch does this: %s, leaves what the first has left", async (how, error) => {
    const worker = trainingWorker(start(), known);
    const [net, , optimizer, loader] = small();
    let after = "";
    const progress = new Progress();
    const running = (async () => {
      const losing = new Failing(how) as Loss<Tensor, Tensor>;
      for await (const _ of fit(net, losing, optimizer, loader, { epochs: 200_000, worker, progress })) {
        after = weights(net);
      }
    })();
    const thrown = await rejection(running);
    expect(thrown).toMatchObject(error);
    expect(thrown instanceof FpropError).toBe(how !== "throw");
    expect(weights(net)).toBe(after);
    if (how !== "later") expect([progress.epoch, progress.step, progress.batch]).toEqual([1, 3, 0]);
    const next = rejection(all(fit(net, new Doubled(), optimizer, loader, { epochs: 2, worker })));
    expect(await next).toEqual(how === "throw" ? "nothing was thrown" : thrown);
  });

  it("that is terminated throws within a second, even out of a loop that never ends", async () => {
    const port = start();
    const worker = trainingWorker(port, known);
    const [net, , optimizer, loader] = small();
    const progress = new Progress();
    let ended = 0;
    const running = all(fit(net, new Failing("loop"), optimizer, loader, { epochs: 5, worker, progress }));
    setTimeout(() => {
      ended = performance.now();
      void port.terminate();
    }, 700);
    expect(await rejection(running)).toMatchObject({ code: "WORKER" });
    expect(performance.now() - ended).toBeLessThan(1000);
    expect(progress.epoch).toBeLessThanOrEqual(1);
  });

  it("refuses what cannot go, and a second training at once", async () => {
    const worker = trainingWorker(start(), known);
    class Own extends Tanh {}
    const lambda = new Sequential(new Lambda((v) => mul(v, 2)), new Linear(2, 2));
    const scaled = (m: AnyModule): Optimizer<object> => new SGD(m.parameters(), { lr: 0.1 });
    const train = (parts: Small, options: object = {}): Promise<unknown> => {
      const [net, loss, optimizer, loader] = small(parts);
      return rejection(all(fit(net, loss, optimizer, loader, { worker, ...options })));
    };
    expect(await train({ net: lambda })).toMatchObject({ code: "ARGUMENT", path: "net.0.Lambda()" });
    expect(await train({ net: new Sequential(new Own(), new Linear(2, 2)) })).toMatchObject({
      code: "ARGUMENT",
      got: "Own",
    });
    class Unknown extends Doubled {}
    expect(await train({ loss: new Unknown() })).toMatchObject({
      code: "ARGUMENT",
      what: "fit.loss",
      got: "a Unknown",
    });
    const [net, loss, optimizer, loader] = small({ optimizer: scaled });
    const schedule = new LambdaLR(optimizer as SGD, () => 1);
    expect(await rejection(all(fit(net, loss, optimizer, loader, { worker, schedule })))).toMatchObject({
      code: "ARGUMENT",
      what: "fit.schedule.factors[0]",
    });
    const other = new SGD(new Linear(2, 2).parameters(), { lr: 0.1 });
    expect(await train({ optimizer: () => other })).toMatchObject({
      code: "ARGUMENT",
      what: "fit.optimizer.groups[0].params[0]",
    });
    expect(await rejection(all(fit(net, loss, optimizer, (function* () {})(), { worker })))).toMatchObject({
      code: "ARGUMENT",
    });
    // What is refused before anything goes, and what is thrown there.
    expect(await train({}, { epochs: -1 })).toMatchObject({ code: "ARGUMENT", what: "epochs" });
    expect(await train({ net: new Sequential(new Linear(3, 2)) })).toMatchObject({
      code: "SHAPE",
      path: "net.0.Linear(3 → 2)",
      got: "[8, 2]",
    });
    const first = all(fit(net, loss, optimizer, loader, { worker, epochs: 3 }));
    expect(await train({})).toMatchObject({ code: "STATE", got: "at work on another training" });
    expect(await first).toHaveLength(3);
    // A class that only the caller knows.
    const half = trainingWorker(start(), { ...known, classes: { ...known.classes, Unknown } });
    expect(await rejection(all(fit(net, new Unknown(), optimizer, loader, { worker: half })))).toMatchObject({
      code: "ARGUMENT",
      expected: "with Unknown",
    });
  });
});

inChromium("a training in a worker of Chromium", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    const bundle = async (entry: string): Promise<string> =>
      (
        await build({
          entryPoints: [join(root, entry)],
          bundle: true,
          write: false,
          format: "esm",
          platform: "browser",
          alias,
          external: ["papaparse"],
        })
      ).outputFiles[0].text;
    const files: Record<string, string> = {
      "/page.js": await bundle("spec/worker/page.ts"),
      "/serve.js": await bundle("spec/worker/self.ts"),
    };
    server = createServer(({ url }, response) => {
      if (url === "/")
        response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><link rel=icon href=data:,>");
      else if (files[url!] !== undefined)
        response.writeHead(200, { "Content-Type": "text/javascript" }).end(files[url!]);
      else response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    browser = await launch();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  const asked = async (call: string): Promise<unknown> => {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const found = await tab.evaluate(`import("/page.js").then((page) => page.${call})`);
    await tab.close();
    return found;
  };

  it("is the training here, to the last bit, and the page goes on meanwhile", async () => {
    const here = makeTraining("Adam");
    await run(here);
    const { hash, turns } = (await asked("trained()")) as { hash: string; turns: number };
    expect(hash).toBe(hashOf(here));
    expect(turns).toBeGreaterThan(0);
  });

  it.runIf(process.env.SOAK === "1")(
    "that is terminated, or throws, or does not load, is a typed error within a second",
    async () => {
      expect(await asked("terminated()")).toMatchObject({ code: "WORKER", soon: true, whole: true });
      expect(await asked("absent()")).toMatchObject({ code: "WORKER" });
    },
  );
});
