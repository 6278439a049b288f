import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Fprop from "../../../../index.ts";
import { script } from "../../../../lib/kernels/binaries/worker.ts";
import * as place from "../../../../lib/kernels/threads/control.ts";
import type { Pool } from "../../../../lib/kernels/threads/pool.ts";

// Threads change nothing but the time that kernels take: whole nets of all kinds end in the same weights, every way of
// splitting a kernel gives the bits of the whole, and what happens when workers die leaves nothing behind.

interface Library {
  readonly fprop: typeof Fprop;
  readonly threads: { crew: { readonly pool: Pool } | undefined };
}

/** A library of its own, whose workers run what `scripts` says, the last of them for ever. */
async function load(...scripts: string[]): Promise<Library> {
  return loadFrom(scripts);
}

/** The same; the scripts that have been run are taken out. */
async function loadFrom(scripts: string[]): Promise<Library> {
  vi.resetModules();
  vi.doMock("../../../../lib/kernels/binaries/worker.ts", () => ({
    get script() {
      return scripts.length > 1 ? scripts.shift() : scripts[0];
    },
  }));
  const fprop = await import("../../../../index.ts");
  return { fprop, threads: (await import("../../../../lib/kernels/threads/threads.ts")).threads };
}

/** What a worker does in a page or in Node that takes a task and dies of it; or that dies of having none. */
const dying = (of: "task" | "idleness"): string => `
  const { parentPort } = require("node:worker_threads");
  parentPort.once("message", ({ control }) => {
    parentPort.postMessage("ready");
    for (let i = 0; ${of === "task" ? "true" : "i < 1e5"}; i++) {
      const left = Atomics.load(control, 0);
      if (${of === "task"} && left > 0 && Atomics.compareExchange(control, 0, left, left - 1) === left) break;
    }
    process.exit();
  });`;

/** Whether two arrays have the same bits. */
const same = (a: Fprop.Numbers, b: Fprop.Numbers): boolean =>
  Buffer.from(a.slice().buffer as ArrayBuffer).equals(Buffer.from(b.slice().buffer as ArrayBuffer));

/** Sees the jobs of a pool, which splits kernels however busy the machine is. */
function watched(pool: Pool) {
  vi.spyOn(pool, "pays").mockReturnValue(true);
  return vi.spyOn(pool, "run");
}

type Net = (fprop: typeof Fprop, rng: Fprop.Rng) => { net: Fprop.AnyModule; x: number[] };

const nets: Record<string, Net> = {
  "an MLP": ({ Sequential, Linear, ReLU }, rng) => ({
    net: new Sequential(new Linear(201, 150, { rng }), new ReLU(), new Linear(150, 203, { rng })),
    x: [130, 201],
  }),
  "a convolutional net": ({ Sequential, Conv2d, Tanh, AvgPool2d, MaxPool2d, BatchNorm2d, ConvTranspose2d }, rng) => ({
    net: new Sequential(
      new Conv2d(2, 12, 5, { padding: 2, rng }),
      new BatchNorm2d(12),
      new Tanh(),
      new AvgPool2d(2),
      new Conv2d(12, 18, 3, { groups: 2, stride: 2, rng }),
      new ConvTranspose2d(18, 20, 3, { stride: 2, rng }),
      new MaxPool2d(2),
    ),
    x: [9, 2, 34, 30],
  }),
  "an LSTM": ({ LSTM }, rng) => ({ net: new LSTM(40, 70, { rng }), x: [24, 12, 40] }),
  "a Transformer's layer": ({ TransformerEncoderLayer }, rng) => ({
    net: new TransformerEncoderLayer(64, 4, { dimFeedforward: 128, dropout: 0, rng }),
    x: [6, 40, 64],
  }),
};

/** Trains a net for some steps; gives outputs, weights and dx. */
function train(
  { Rng, SGD, Tensor }: typeof Fprop,
  make: () => ReturnType<Net>,
  dtype: "float32" | "float64",
): Float64Array {
  const { net, x: shape } = make();
  const rng = new Rng(2);
  net.to(dtype);
  const size = shape.reduce((a, b) => a * b);
  const x = Tensor.from(
    Array.from({ length: size }, () => rng.normal()),
    shape,
    dtype,
  );
  const optimizer = new SGD(net.parameters(), { lr: 0.05 });
  let found: number[] = [];
  for (let step = 0; step < 3; step++) {
    optimizer.zeroGrad();
    const y = net.fprop(x) as Fprop.Tensor;
    const dx = net.bprop(
      Tensor.from(
        [...y.data].map((v) => v / y.size),
        y.shape,
        dtype,
      ),
    ) as Fprop.Tensor;
    optimizer.step();
    found = [...y.data, ...dx.data];
  }
  return Float64Array.from([...found, ...net.parameters().flatMap((p) => [...p.value.data])]);
}

describe("useThreads", () => {
  let library: Library;
  beforeAll(async () => {
    library = await load(script);
  });
  afterEach(async () => {
    await library.fprop.useThreads(1);
  });

  describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
    // Of float64, whose numbers are only twice as far apart, all nets in a soak test (SOAK=1), else the first.
    const some = dtype === "float32" || process.env.SOAK === "1" ? Object.keys(nets) : Object.keys(nets).slice(0, 1);

    it.each(some)("trains %s to the same bits with any number of threads", async (name) => {
      const { fprop, threads } = library;
      const trained = (): Float64Array => train(fprop, () => nets[name](fprop, new fprop.Rng(1)), dtype);
      const alone = trained();
      expect(alone.every(Number.isFinite)).toBe(true);
      for (const count of [2, 3]) {
        expect(await fprop.useThreads(count)).toBe(count);
        const run = watched(threads.crew!.pool);
        expect(same(trained(), alone)).toBe(true);
        expect(run.mock.calls.length, "kernels were split").toBeGreaterThan(8);
      }
    });
  });

  it("splits all that it may of a kernel, and leaves parts that nobody wrote as they are", async () => {
    const { fprop, threads } = library;
    const { kernels, Tensor, Rng } = fprop;
    await fprop.useThreads(3);
    const run = watched(threads.crew!.pool);
    const rng = new Rng(3);
    const drawn = (...shape: number[]): Fprop.Tensor => {
      const t = Tensor.reuse(undefined, "float32", shape);
      for (let i = 0; i < t.size; i++) t.data[i] = rng.normal();
      return t;
    };
    const onHeap = (from: Fprop.Tensor): Fprop.Tensor => {
      const t = Tensor.reuse(undefined, "float32", from.shape);
      t.data.set(from.data);
      return t;
    };
    /** The same kernel, split and whole; what it writes to is as it was before both. */
    const twice = (out: Fprop.Tensor, kernel: (out: Fprop.Tensor) => void): void => {
      const [split, whole] = [onHeap(out), onHeap(out)];
      const before = run.mock.calls.length;
      kernel(split);
      expect(run.mock.calls.length).toBe(before + 1);
      const { crew } = threads;
      threads.crew = undefined;
      kernel(whole);
      threads.crew = crew;
      expect(same(split.data, whole.data)).toBe(true);
    };
    for (const [m, n, k] of [
      [1, 4099, 67],
      [4099, 1, 67],
      [65, 129, 33],
      [129, 65, 33],
      [513, 7, 260],
    ]) {
      const [ldc, row] = [n + 5, drawn(n)];
      const [a, b] = [drawn(m, k), drawn(k, n)];
      const [ta, tb] = [drawn(k, m), drawn(n, k)];
      const c = drawn(m, ldc);
      twice(c, (to) => kernels.gemmNN(to, a, b, m, n, k, k, n, ldc));
      twice(c, (to) => kernels.addGemmTN(to, ta, b, m, n, k, m, n, ldc));
      twice(c, (to) => kernels.affineNT(to, a, tb, row, m, n, k, k, k, ldc));
      const h = k >> 1;
      twice(drawn(2, m, n), (to) => kernels.gemms(to, a, tb, false, true, 2, m, n, h, k, k, n, h, h, m * n));
    }
    for (const n of [32768, 32769, 70001]) {
      const [x, y] = [drawn(n), drawn(n)];
      twice(y, (to) => kernels.tanh(to, x));
      twice(drawn(n), (to) => kernels.multiply(to, x, y));
    }
    const x = drawn(131, 257);
    twice(x, (to) => kernels.softmax(to, x, 257));
    twice(drawn(131), (to) => kernels.sumPieces(to, x, 257, 1));
  });

  it("splits nothing that is small, in place, counted along or an update", async () => {
    const { fprop, threads } = library;
    const { kernels, Tensor } = fprop;
    await fprop.useThreads(2);
    const run = watched(threads.crew!.pool);
    const zeros = (...shape: number[]): Fprop.Tensor => Tensor.reuse(undefined, "float32", shape);
    const x = zeros(100_000);
    kernels.tanh(zeros(32_767), zeros(32_767));
    kernels.gemmNN(zeros(64, 63), zeros(64, 64), zeros(64, 63), 64, 63, 64);
    kernels.tanh(x, x);
    kernels.addScaled(x, zeros(100_000), 2);
    kernels.sgd(x, zeros(100_000), undefined, 0.1, 0, 1, 0, false, true);
    kernels.nll(zeros(50_000), zeros(100_000), Tensor.zeros([50_000], "int32"), undefined, 0, -100);
    kernels.addColumnSums(zeros(10), x, 10);
    expect(run).not.toHaveBeenCalled();
  });

  it("leaves a convolution whole whose fprop knew of fewer threads", async () => {
    const { fprop, threads } = library;
    const { Conv2d, Rng, Tensor, useThreads } = fprop;
    const rng = new Rng(1);
    const image = Float32Array.from({ length: 8 * 3 * 40 * 40 }, () => rng.normal());
    const gradients = async (fewer: number, more: number): Promise<Float32Array> => {
      const conv = new Conv2d(3, 16, 5, { padding: 2, rng: new Rng(2) });
      await useThreads(fewer);
      const y = conv.fprop(Tensor.from(image, [8, 3, 40, 40])).clone();
      await useThreads(more);
      const run = threads.crew === undefined ? undefined : watched(threads.crew.pool);
      const dx = conv.bprop(y);
      if (more > fewer) expect(run!.mock.calls.length, "only the sums for the bias").toBe(1);
      return Float32Array.of(...dx.data.subarray(0, 20_000), ...conv.weight.grad.data);
    };
    const alone = await gradients(1, 1);
    for (const [fewer, more] of [
      [1, 2],
      [2, 3],
      [3, 2],
      [3, 1],
    ])
      expect(same(await gradients(fewer, more), alone)).toBe(true);
  });

  it("has threads sleep when there is nothing to do, and wakes them", async () => {
    const { fprop, threads } = library;
    const { kernels, Tensor } = fprop;
    await fprop.useThreads(2);
    const { control } = threads.crew!.pool.start(1);
    const until = async (asleep: number): Promise<void> => {
      while (Atomics.load(control, place.SLEEPING) !== asleep) await new Promise((later) => setTimeout(later, 2));
    };
    await until(1);
    const [x, y] = [1, 2].map(() => Tensor.reuse(undefined, "float32", [2 ** 22]));
    const waken = (async () => {
      for (let awake = false; !awake; awake = Atomics.load(control, place.SLEEPING) === 0) {
        kernels.exp(y, x);
        await Promise.resolve();
      }
    })();
    await waken;
    await until(1);
  });

  it("takes an integer from 1 to 64, by default the cores", async () => {
    const { useThreads } = library.fprop;
    for (const count of [0, 65, 1.5, NaN, "2"])
      await expect(useThreads(count as number)).rejects.toMatchObject({ code: "ARGUMENT" });
    expect(await useThreads()).toBeGreaterThanOrEqual(1);
  });

  it("lets the last of several calls decide", async () => {
    const { fprop, threads } = library;
    await Promise.all([fprop.useThreads(3), fprop.useThreads(2)]);
    expect(threads.crew?.pool.threads).toBe(2);
    const crew = threads.crew!;
    await fprop.useThreads(2);
    expect(threads.crew).toBe(crew);
    await Promise.all([fprop.useThreads(4), fprop.useThreads(1)]);
    expect(threads.crew).toBeUndefined();
  });
});

describe("a worker that dies", () => {
  beforeEach(() => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
  });
  afterEach(() => vi.restoreAllMocks());

  /** Waits for threads that were not there before. */
  async function others(threads: Library["threads"], than: Pool): Promise<void> {
    while (threads.crew === undefined || threads.crew.pool === than) await new Promise((later) => setTimeout(later, 5));
  }

  it("of a task is an error, of which nothing is left when the step has been begun again", async () => {
    const { fprop, threads } = await load(dying("task"), script);
    const { Linear, Rng, SGD, Tensor, useThreads } = fprop;
    const x = Tensor.from(
      Array.from({ length: 200 * 300 }, (_, i) => (i % 17) - 8),
      [200, 300],
    );
    const steps = (net: Fprop.Linear, count: number): void => {
      const optimizer = new SGD(net.parameters(), { lr: 1e-4 });
      for (let i = 0; i < count; i++) {
        optimizer.zeroGrad();
        net.bprop(net.fprop(x).clone());
        optimizer.step();
      }
    };
    const [net, alone] = [1, 1].map((seed) => new Linear(300, 400, { rng: new Rng(seed) }));
    await useThreads(2);
    const { pool } = threads.crew!;
    let done = 0;
    // A worker that has not woken up yet takes no task.
    const untilItDies = (): void => {
      for (; ; done++) steps(net, 1);
    };
    expect(untilItDies).toThrow(expect.objectContaining({ code: "WORKER" }));
    expect(threads.crew).toBeUndefined();
    steps(alone, done);
    expect(same(net.weight.value.data, alone.weight.value.data)).toBe(true);
    steps(net, 1);
    await others(threads, pool);
    steps(net, 2);
    steps(alone, 3);
    expect(same(net.weight.value.data, alone.weight.value.data)).toBe(true);
    await useThreads(1);
  });

  it("or fails, is an error", async () => {
    const failing = `
      const { parentPort } = require("node:worker_threads");
      parentPort.once("message", ({ control }) => {
        parentPort.postMessage("ready");
        for (;;) {
          const left = Atomics.load(control, ${place.LEFT});
          if (left === 0 || Atomics.compareExchange(control, ${place.LEFT}, left, left - 1) !== left) continue;
          Atomics.store(control, ${place.FAILED}, 1);
          Atomics.sub(control, ${place.UNDONE}, 1);
        }
      });`;
    const { fprop } = await load(failing, script);
    await fprop.useThreads(2);
    const [x, y] = [1, 2].map(() => fprop.Tensor.reuse(undefined, "float32", [2 ** 22]));
    const untilItFails = (): void => {
      for (;;) fprop.kernels.exp(y, x);
    };
    expect(untilItFails).toThrow(expect.objectContaining({ code: "WORKER" }));
    await fprop.useThreads(1);
  });

  it("of nothing is replaced", async () => {
    const { fprop, threads } = await load(dying("idleness"), script);
    await fprop.useThreads(2);
    const { pool } = threads.crew!;
    await others(threads, pool);
    expect(threads.crew!.pool.threads).toBe(2);
    await fprop.useThreads(1);
    expect(console.warn).not.toHaveBeenCalled();
  });

  it("while others start is replaced when these are ready", async () => {
    const slow = `
      const { parentPort } = require("node:worker_threads");
      setTimeout(() => parentPort.postMessage("ready"), 500);
      setInterval(() => undefined, 1000);`;
    const scripts = [dying("idleness"), slow, script, script, script];
    const { fprop, threads } = await loadFrom(scripts);
    await fprop.useThreads(3);
    while (scripts.length > 1) await new Promise((later) => setTimeout(later, 5));
    while (threads.crew === undefined) await new Promise((later) => setTimeout(later, 5));
    expect(threads.crew.pool.threads).toBe(3);
    await fprop.useThreads(1);
  });

  it("again and again is replaced no more, and said so", async () => {
    const { fprop, threads } = await load(dying("idleness"));
    await fprop.useThreads(2);
    while (vi.mocked(console.warn).mock.calls.length === 0) await new Promise((later) => setTimeout(later, 5));
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      ["fprop: one thread from here on, since workers died 9 times"],
    ]);
    expect(threads.crew).toBeUndefined();
  });

  it("before it runs is an error of useThreads", async () => {
    const { fprop, threads } = await load("throw new Error('no thread today')");
    await expect(fprop.useThreads(2)).rejects.toMatchObject({
      code: "WORKER",
      got: expect.stringContaining("no thread today") as string,
    });
    expect(threads.crew).toBeUndefined();
  });
});

describe("where threads cannot be", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("says that memory is not shared", async () => {
    vi.stubGlobal("crossOriginIsolated", false);
    const { fprop } = await load(script);
    await expect(fprop.useThreads(2)).rejects.toMatchObject({ code: "STATE", what: "memory" });
    expect(await fprop.useThreads(1)).toBe(1);
  });

  it("says that there are no workers", async () => {
    const { fprop } = await load(script);
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    await expect(fprop.useThreads(2)).rejects.toMatchObject({ code: "WORKER", got: "Error: no workers here" });
  });
});
