import { describe, expect, it } from "vitest";
import {
  DataLoader,
  heap,
  Rng,
  Subset,
  Tensor,
  TensorDataset,
  type Batch,
  type DataLoaderOptions,
  type Dataset,
  type LoaderState,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";

/** Example i is [i, −i] → i. */
function counting(n: number): TensorDataset {
  const numbers = Array.from({ length: n }, (_, i) => i);
  return new TensorDataset(Tensor.from(numbers.map((i) => [i, -i])), Tensor.from(numbers, [n], "int32"));
}

/** The same, that gives promises: each take ends when the test says so, or by itself. */
class Slow implements Dataset<Tensor> {
  readonly length: number;
  readonly asked: number[][] = [];
  readonly within: (() => void)[] = [];
  under = 0;
  most = 0;
  fails = -1;
  private readonly inner: TensorDataset;
  private readonly wait: (take: number) => Promise<void>;

  constructor(n: number, wait: (take: number) => Promise<void> = turn) {
    this.inner = counting(n);
    this.length = n;
    this.wait = wait;
  }

  async take(rows: readonly number[] | Int32Array, into?: Batch<Tensor>): Promise<Batch<Tensor>> {
    const k = this.asked.push([...rows]) - 1;
    this.most = Math.max(this.most, ++this.under);
    try {
      await this.wait(k);
      if (k === this.fails) throw new Error(`take ${k}`);
      return this.inner.take(rows, into);
    } finally {
      this.under--;
    }
  }
}

const turn = async (): Promise<void> => new Promise((go) => setImmediate(go));
const rowsOf = ([, t]: Batch<Tensor>): number[] => [...t.data];
const epoch = (loader: DataLoader<Tensor, Tensor>): number[][] => Array.from(loader, rowsOf);
async function waited(loader: DataLoader<Tensor, Tensor>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const batch of loader) all.push(rowsOf(batch));
  return all;
}

describe("DataLoader", () => {
  it("gives an epoch's examples in batches, the last one in its own shape or not at all", () => {
    expect(epoch(new DataLoader(counting(3)))).toEqual([[0], [1], [2]]);
    const loader = new DataLoader(counting(5), { batchSize: 2 });
    expect(loader.length).toBe(3);
    expect(epoch(loader)).toEqual([[0, 1], [2, 3], [4]]);
    expect(epoch(loader)).toEqual([[0, 1], [2, 3], [4]]);
    expect(Array.from(loader, ([x]) => x.shape)).toEqual([
      [2, 2],
      [2, 2],
      [1, 2],
    ]);
    const dropping = new DataLoader(counting(5), { batchSize: 2, dropLast: true });
    expect([dropping.length, epoch(dropping)]).toEqual([
      2,
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    expect(epoch(new DataLoader(counting(4), { batchSize: 4, dropLast: true }))).toEqual([[0, 1, 2, 3]]);
    for (const [x, t] of loader) expect([...x.data]).toEqual([...t.data].flatMap((i) => [i, -i]));
  });

  it("shuffles by a stream of its own: every epoch anew, each example once, the same for one seed", () => {
    const rng = new Rng(1);
    const make = (): DataLoader<Tensor, Tensor> => new DataLoader(counting(20), { batchSize: 6, shuffle: true, rng });
    const [a, b] = [make(), make()];
    const epochs = [epoch(a), epoch(a), epoch(a)];
    rng.bits(); // Others may draw from the generator meanwhile.
    expect([epoch(b), epoch(b), epoch(b)]).toEqual(epochs);
    expect(new Set(epochs.map(String)).size).toBe(3);
    for (const batches of epochs)
      expect(batches.flat().sort((p, q) => p - q)).toEqual(epoch(new DataLoader(counting(20))).flat());
    expect(new Rng(1).bits()).toBe(new Rng(1).bits());
  });

  it("draws nothing from the generator it is given", () => {
    const rng = new Rng(2);
    epoch(new DataLoader(counting(9), { shuffle: true, rng }));
    expect(rng.state).toEqual(new Rng(2).state);
  });

  it("writes batches into tensors that are used again, and allocates nothing once warm", () => {
    const loader = new DataLoader(counting(5), { batchSize: 2 });
    const places = new Set<unknown>();
    for (const [x] of loader) places.add(x.at);
    const before = heap.used;
    for (let i = 0; i < 3; i++) for (const [x] of loader) places.add(x.at);
    expect(places.size).toBe(1);
    expect(heap.used).toBe(before);
    const [first, second] = loader;
    expect(second[0]).toBe(first[0]);
  });

  it("gives every loop tensors of its own, and the state of the latest", () => {
    const make = (): DataLoader<Tensor, Tensor> =>
      new DataLoader(counting(4), { batchSize: 2, shuffle: true, rng: new Rng(3) });
    const [loader, plain] = [make(), make()];
    for (let i = 0; i < 2; i++)
      for (const outer of loader) {
        const before = rowsOf(outer);
        for (const inner of loader) expect(inner[1]).not.toBe(outer[1]);
        expect(rowsOf(outer)).toEqual(before);
      }
    for (let i = 0; i < 6; i++) epoch(plain);
    expect(loader.state).toEqual(plain.state);
  });

  it("begins a new epoch after a loop that was left", () => {
    const make = (): DataLoader<Tensor, Tensor> =>
      new DataLoader(counting(12), { batchSize: 5, shuffle: true, rng: new Rng(4) });
    const [whole, left] = [make(), make()];
    const [first, second] = [epoch(whole), epoch(whole)];
    for (const batch of left) {
      expect(rowsOf(batch)).toEqual(first[0]);
      break;
    }
    expect(left.state).toMatchObject({ epoch: 0, batch: 1 });
    expect(epoch(left)).toEqual(second);
    expect(left.state).toEqual(whole.state);
  });

  const settings: readonly (readonly [string, number, DataLoaderOptions])[] = [
    ["in order", 7, { batchSize: 2 }],
    ["shuffled", 11, { batchSize: 3, shuffle: true }],
    ["shuffled, without the last", 11, { batchSize: 3, shuffle: true, dropLast: true }],
    ["one by one", 5, { shuffle: true }],
    ["all at once", 5, { batchSize: 9, shuffle: true }],
  ];
  it.each(settings)("goes on from every place of an epoch, %s, in another process", async (_, n, options) => {
    const make = (seed: number, dataset: Dataset<Tensor> = counting(n)): DataLoader<Tensor, Tensor> =>
      new DataLoader(dataset, { ...options, rng: new Rng(seed) });
    const whole = make(5);
    const epochs = [0, 1, 2, 3].map(() => epoch(whole));
    const { length } = whole;
    for (let e = 0; e < 3; e++)
      for (let b = 0; b <= length; b++) {
        const stopped = make(5);
        for (let i = 0; i < e; i++) epoch(stopped);
        let saved: LoaderState = stopped.state;
        let taken = 0;
        for (const _ of stopped) {
          if (taken++ === b) break;
          saved = stopped.state;
        }
        const text = JSON.stringify(saved);
        expect(JSON.parse(text)).toEqual(saved);
        expect(saved).toMatchObject({ epoch: e, batch: b });
        for (const how of [epoch, waited]) {
          const resumed = make(6);
          epoch(resumed);
          resumed.state = JSON.parse(text) as LoaderState;
          expect(resumed.state).toEqual(saved);
          expect(await how(resumed)).toEqual(epochs[e].slice(b));
          expect(await how(resumed)).toEqual(epochs[e + 1]);
        }
        const resumed = make(7, new Slow(n));
        resumed.state = saved;
        expect(await waited(resumed)).toEqual(epochs[e].slice(b));
        expect(await waited(resumed)).toEqual(epochs[e + 1]);
      }
  });

  it("goes on in the middle in the same process, when its own state is set", () => {
    const loader = new DataLoader(counting(9), { batchSize: 2, shuffle: true, rng: new Rng(8) });
    const first: number[][] = [];
    for (const batch of loader) {
      first.push(rowsOf(batch));
      if (first.length === 2) break;
    }
    const { state } = loader;
    loader.state = state;
    expect([...first, ...epoch(loader)].flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(loader.state).toMatchObject({ epoch: 1, batch: 0 });
  });

  it("waits for datasets that give promises, and takes the others at once", async () => {
    for (const prefetch of [0, 1, 2, 3, 10])
      for (const n of [1, 2, 7]) {
        const slow = new Slow(n);
        const options = { batchSize: 2, shuffle: true, prefetch };
        const loader = new DataLoader(slow, { ...options, rng: new Rng(9) });
        const plain = new DataLoader(counting(n), { ...options, rng: new Rng(9) });
        for (let i = 0; i < 2; i++) {
          const rows = epoch(plain);
          expect(await waited(loader)).toEqual(rows);
          expect(slow.asked.splice(0)).toEqual(rows);
        }
        expect(slow.most).toBeLessThanOrEqual(Math.max(prefetch, 1));
      }
  });

  it("lets no turn of the event loop pass where nothing is waited for", async () => {
    let turned = false;
    setImmediate(() => (turned = true));
    expect(await waited(new DataLoader(counting(50)))).toHaveLength(50);
    expect(turned).toBe(false);
  });

  it("has as many takes under way as it should while a batch is worked on, and no more", async () => {
    const slow = new Slow(20);
    const loader = new DataLoader(slow, { prefetch: 3 });
    let k = 0;
    for await (const batch of loader) {
      expect(slow.asked).toHaveLength(Math.min(k + 4, 20));
      const rows = rowsOf(batch);
      for (let i = 0; i < 5; i++) await turn();
      expect(slow.asked).toHaveLength(Math.min(k + 4, 20));
      expect(rowsOf(batch)).toEqual(rows); // Nobody writes to what is in hand.
      k++;
    }
    expect(k).toBe(20);
  });

  it("keeps the order, whichever take ends first", async () => {
    const rng = new Rng(10);
    const wait = async (): Promise<void> => {
      for (let i = rng.integer(6); i > 0; i--) await turn();
    };
    const loader = new DataLoader(new Slow(30, wait), { batchSize: 4, prefetch: 5 });
    expect((await waited(loader)).flat()).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it("throws what a take throws when its batch is asked for, and goes on from there", async () => {
    for (const prefetch of [0, 2, 9])
      for (const fails of [0, 3, 5]) {
        const slow = new Slow(6);
        slow.fails = fails;
        const loader = new DataLoader(slow, { prefetch });
        const got: number[][] = [];
        const loop = async (): Promise<void> => {
          for await (const batch of loader) {
            got.push(rowsOf(batch));
            for (let i = 0; i < 4; i++) await turn(); // The error is there before its batch is asked for.
          }
        };
        await expect(loop()).rejects.toThrow(`take ${fails}`);
        expect(got.flat()).toEqual([0, 1, 2, 3, 4].slice(0, fails));
        expect(slow.under).toBe(0);
        slow.fails = -1;
        const { state } = loader;
        loader.state = state;
        await loop();
        expect(got.flat()).toEqual([0, 1, 2, 3, 4, 5]);
      }
    const bad: Dataset<Tensor> = {
      length: 3,
      take(rows) {
        if (rows[0] === 1) throw new Error("take 1");
        return counting(3).take(rows);
      },
    };
    const got: number[][] = [];
    const loop = async (): Promise<void> => {
      for await (const batch of new DataLoader(bad, { prefetch: 2 })) got.push(rowsOf(batch));
    };
    await expect(loop()).rejects.toThrow("take 1");
    expect(got).toEqual([[0]]);
  });

  it("leaves nothing under way when its loop is left", async () => {
    const slow = new Slow(9);
    const loader = new DataLoader(slow, { prefetch: 3 });
    for await (const _ of loader) break;
    expect(slow.under).toBe(0);
    expect(slow.asked).toHaveLength(4);
    expect(loader.state).toMatchObject({ epoch: 0, batch: 1 });
    const before = heap.used;
    for (let i = 0; i < 3; i++) for await (const _ of loader) if (slow.asked.length % 2 === 0) break;
    expect(heap.used).toBe(before);
    // Errors of takes that nobody asks for any longer bother nobody.
    slow.fails = slow.asked.length + 1;
    for await (const _ of loader) break;
    expect(slow.under).toBe(0);
  });

  it("takes subsets, and tuples", () => {
    const x = Tensor.from([[1], [2], [3]]);
    const loader = new DataLoader(new Subset(new TensorDataset([x, x] as const, x), [2, 0]), { batchSize: 2 });
    for (const [[a, b], t] of loader)
      expect([a, b, t].map((v) => v.toArray())).toEqual([
        [[3], [1]],
        [[3], [1]],
        [[3], [1]],
      ]);
  });

  it("refuses what is no dataset, sizes that are none, and states that are not its own", () => {
    const make = (options: object, n = 5): DataLoader<Tensor, Tensor> => new DataLoader(counting(n), options);
    for (const dataset of [null, [], {}, { length: 0, take: () => 0 }, { length: 2 }, Tensor.from([1])])
      expect(refusal(() => new DataLoader(dataset as never))).toMatchObject({ code: "ARGUMENT", what: "dataset" });
    for (const batchSize of [0, -1, 1.5, NaN, "2"])
      expect(refusal(() => make({ batchSize }))).toMatchObject({ code: "ARGUMENT", what: "batchSize" });
    expect(refusal(() => make({ batchSize: 6, dropLast: true }))).toMatchObject({
      code: "ARGUMENT",
      what: "batchSize",
    });
    expect(refusal(() => make({ prefetch: -1 }))).toMatchObject({ code: "ARGUMENT", what: "prefetch" });
    expect(refusal(() => make({ rng: 1 }))).toMatchObject({ code: "ARGUMENT", what: "rng" });

    const loader = make({ batchSize: 2, shuffle: true, rng: new Rng(1) });
    const before = loader.state;
    for (const state of [
      null,
      {},
      { ...before, epoch: -1 },
      { ...before, batch: 4 },
      { ...before, batch: 0.5 },
      { ...before, rng: [1, 2, 3] },
      { ...before, rng: [0, 0, 0, 0] },
      { ...before, rng: "1234" },
    ]) {
      expect(refusal(() => (loader.state = state as never))).toMatchObject({ code: "ARGUMENT" });
      expect(loader.state).toEqual(before);
    }
    expect(epoch(loader)).toEqual(epoch(make({ batchSize: 2, shuffle: true, rng: new Rng(1) })));
  });

  it("refuses a dataset of promises in a loop that cannot wait, and has not moved", async () => {
    const make = (): DataLoader<Tensor, Tensor> => new DataLoader(new Slow(5), { shuffle: true, rng: new Rng(1) });
    const loader = make();
    const before = loader.state;
    expect(refusal(() => [...loader])).toMatchObject({ code: "STATE", path: "DataLoader" });
    expect(loader.state).toEqual(before);
    expect(await waited(loader)).toEqual(await waited(make()));
  });

  it("keeps out of the way of a take that such a loop has left behind", async () => {
    // The fifth take, the one left behind, ends while a later batch is in hand.
    const wait = async (take: number): Promise<void> => {
      for (let i = take === 4 ? 13 : 1; i > 0; i--) await turn();
    };
    const loader = new DataLoader(new Slow(4, wait));
    await waited(loader);
    expect(refusal(() => [...loader])).toMatchObject({ code: "STATE" });
    let k = 0;
    for await (const batch of loader) {
      for (let i = 0; i < 5; i++) await turn();
      expect(rowsOf(batch)).toEqual([k++]);
    }
  });
});
