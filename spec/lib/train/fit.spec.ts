import { describe, expect, it } from "vitest";
import {
  Accuracy,
  Adam,
  AveragedModel,
  CrossEntropyLoss,
  DataLoader,
  Dropout,
  EarlyStopping,
  fit,
  Linear,
  makeMoons,
  MSELoss,
  NonNegative,
  OneCycleLR,
  Progress,
  ReduceLROnPlateau,
  Rng,
  Sequential,
  SGD,
  StepLR,
  Tanh,
  Tensor,
  validate,
  type Epoch,
  type Step,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(1);
const numbers = (...shape: number[]): Tensor => drawn(shape, () => rng.normal());
const batches = [0, 1, 2].map((k) => [numbers(4 + k, 3), numbers(4 + k, 2)] as const);
const make = (dropout = 0): Sequential<[Linear, Tanh, Dropout, Linear]> => {
  const own = new Rng(5);
  return new Sequential(
    new Linear(3, 4, { rng: own }),
    new Tanh(),
    new Dropout(dropout, { rng: own }),
    new Linear(4, 2, { rng: own }),
  );
};
const weights = (net: { stateDict(): Record<string, Tensor> }): string => bits(Object.values(net.stateDict()));

async function all(epochs: AsyncIterable<Epoch>): Promise<Epoch[]> {
  const told: Epoch[] = [];
  for await (const epoch of epochs) told.push(epoch);
  return told;
}
/** The error that a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<{ code?: string; what?: string; cause?: unknown }> {
  try {
    await promise;
  } catch (error) {
    return error as { code?: string };
  }
  throw new Error("nothing was thrown");
}

describe("fit", () => {
  it("is the five lines", async () => {
    const [a, b] = [make(0.3), make(0.3)];
    const loss = new MSELoss();
    const adam = new Adam(a.parameters(), { lr: 0.01 });
    const energies: number[] = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      let [sum, rows] = [0, 0];
      for (const [x, t] of batches) {
        adam.zeroGrad();
        sum += loss.fprop(a.fprop(x), t) * x.shape[0];
        a.bprop(loss.bprop());
        adam.step();
        rows += x.shape[0];
      }
      energies.push(sum / rows);
    }
    const told = await all(fit(b, new MSELoss(), new Adam(b.parameters(), { lr: 0.01 }), batches, { epochs: 3 }));
    expect(weights(b)).toBe(weights(a));
    expect(told.map((e) => e.loss)).toEqual(energies);
    expect(told.map((e) => [e.epoch, e.epochs, e.step, e.lr])).toEqual([
      [1, 3, 3, 0.01],
      [2, 3, 6, 0.01],
      [3, 3, 9, 0.01],
    ]);
  });

  it("takes batches as they come, in time or not", async () => {
    const [a, b] = [make(), make()];
    await all(fit(a, new MSELoss(), new SGD(a.parameters(), { lr: 0.1 }), batches, { epochs: 2 }));
    const late = {
      async *[Symbol.asyncIterator]() {
        for (const batch of batches) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield batch;
        }
      },
    };
    await all(fit(b, new MSELoss(), new SGD(b.parameters(), { lr: 0.1 }), late, { epochs: 2 }));
    expect(weights(b)).toBe(weights(a));
  });

  it("averages the gradients of batches that are gathered, the rest of an epoch too", async () => {
    const [a, b] = [make(), make()];
    const sgd = new SGD(a.parameters(), { lr: 0.1 });
    const loss = new MSELoss();
    for (const group of [batches.slice(0, 2), batches.slice(2)]) {
      sgd.zeroGrad();
      for (const [x, t] of group) {
        loss.fprop(a.fprop(x), t);
        a.bprop(loss.bprop());
      }
      for (const p of a.parameters()) p.grad.data.set(p.grad.data.map((g) => g / group.length));
      sgd.step();
    }
    const [{ step }] = await all(fit(b, loss, new SGD(b.parameters(), { lr: 0.1 }), batches, { accumulate: 2 }));
    expect(step).toBe(2);
    expect(weights(b)).toBe(weights(a));
  });

  it("weighs examples", async () => {
    const [x, t] = batches[0];
    const loss = new MSELoss({ reduction: "none" });
    const once = Tensor.from(
      [0, 3, 1, 0].flatMap((w) => [w, w]),
      [4, 2],
    );
    const [a, b] = [make(), make()];
    const [{ loss: E }] = await all(fit(a, loss, new SGD(a.parameters(), { lr: 0.1 }), [[x, t, once]]));
    // The same as the second row three times and the third once.
    const rows = [1, 1, 1, 2].map((i) => [x.rows(i, i + 1), t.rows(i, i + 1)] as const);
    const stacked = [0, 1].map((k) => Tensor.from(rows.map((r) => (r[k].toArray() as number[][])[0])));
    const [{ loss: other }] = await all(
      fit(b, new MSELoss(), new SGD(b.parameters(), { lr: 0.1 }), [[stacked[0], stacked[1]]]),
    );
    expect(E).toBeCloseTo(other, 6);
    for (const [i, p] of a.parameters().entries())
      for (const [k, v] of [...p.value.data].entries()) expect(v).toBeCloseTo(b.parameters()[i].value.data[k], 6);
    expect(
      await rejection(all(fit(a, new MSELoss(), new SGD(a.parameters(), { lr: 0.1 }), [[x, t, once]]))),
    ).toMatchObject({
      what: "reduction",
    });
  });

  it("validates without a trace, in evaluation mode, and counts metrics of both", async () => {
    const net = make(0.5);
    const t = Tensor.from([0, 1, 1, 0], [4], "int32");
    const batch = [[batches[0][0], t]] as const;
    const metrics = { accuracy: new Accuracy() };
    const options = { epochs: 3, validation: batch, metrics };
    const [a, b] = [make(0.5), make(0.5)];
    const told = await all(fit(a, new CrossEntropyLoss(), new SGD(a.parameters(), { lr: 0.1 }), batch, options));
    await all(fit(b, new CrossEntropyLoss(), new SGD(b.parameters(), { lr: 0.1 }), batch, { epochs: 3 }));
    expect(weights(a)).toBe(weights(b));
    const { loss, metrics: found } = told[2].validation!;
    expect(loss).toBe(new CrossEntropyLoss().fprop(a.predict(batch[0][0]), t));
    expect(found.accuracy * 4).toBe(Math.round(found.accuracy * 4));
    expect(await validate(a, new CrossEntropyLoss(), batch, { metrics })).toEqual(told[2].validation);
    expect(net.training).toBe(true);
  });

  it("steps schedules by epoch or by step, and tells a plateau of the validation", async () => {
    const net = make();
    const sgd = new SGD(net.parameters(), { lr: 1e-3 });
    const told = await all(fit(net, new MSELoss(), sgd, batches, { epochs: 4, schedule: new StepLR(sgd, 2) }));
    expect(told.map((e) => e.lr!.toPrecision(3))).toEqual(["0.00100", "0.00100", "0.000100", "0.000100"]);
    const other = new SGD(net.parameters(), { lr: 1e-3 });
    const cycle = new OneCycleLR(other, 0.1, { totalSteps: 6 });
    await all(fit(net, new MSELoss(), other, batches, { epochs: 2, schedule: cycle, scheduleEach: "step" }));
    expect(cycle.lastEpoch).toBe(6);
    const third = new SGD(net.parameters(), { lr: 0 });
    const plateau = new ReduceLROnPlateau(third, { patience: 1 });
    await all(fit(net, new MSELoss(), third, batches, { epochs: 2, validation: [batches[1]], schedule: plateau }));
    expect(plateau.best).toBe(new MSELoss().fprop(net.predict(batches[1][0]), batches[1][1]));
  });

  it("clips, holds to constraints, averages, and stops early with the best weights", async () => {
    const net = make();
    const norms: number[] = [];
    const before = net.parameters().map((p) => p.value.clone());
    const average = new AveragedModel(net);
    const options = { clipNorm: 1e-3, constraints: [new NonNegative([net.layers[0].weight])], average };
    await all(fit(net, new MSELoss(), new SGD(net.parameters(), { lr: 1 }), batches.slice(0, 1), options));
    net.parameters().forEach((p, i) => {
      if (i > 0) norms.push([...p.value.data].reduce((s, v, k) => s + (v - before[i].data[k]) ** 2, 0));
    });
    expect(Math.sqrt(norms.reduce((a, b) => a + b))).toBeLessThan(1.001e-3);
    expect(net.layers[0].weight.value.data.every((w) => w >= 0)).toBe(true);
    expect(bits(average.module.parameters().map((p) => p.value))).toBe(bits(net.parameters().map((p) => p.value)));

    const wild = make();
    const earlyStopping = new EarlyStopping({ patience: 2 });
    const seen: string[] = [];
    const told: number[] = [];
    const validation = [batches[2]];
    // A rate that grows until it is too large.
    const sgd = new SGD(wild.parameters(), { lr: 0.05 });
    for await (const e of fit(wild, new MSELoss(), sgd, batches, { epochs: 50, validation, earlyStopping })) {
      seen.push(weights(wild));
      told.push(e.validation!.loss);
      sgd.groups[0].lr *= 2;
    }
    const best = told.indexOf(Math.min(...told.filter((v) => !Number.isNaN(v))));
    expect(told.length).toBe(best + 3);
    expect(weights(wild)).toBe(seen[best]);
  });

  it("ends between two steps when it is told to", async () => {
    const net = make();
    const controller = new AbortController();
    const steps: Step[] = [];
    const at: string[] = [];
    const running = all(
      fit(net, new MSELoss(), new SGD(net.parameters(), { lr: 0.1 }), batches, {
        epochs: 100,
        signal: controller.signal,
        onStep: (step) => {
          steps.push(step);
          at.push(weights(net));
          if (step.step === 5) controller.abort("enough");
        },
      }),
    );
    expect(await rejection(running)).toMatchObject({ code: "ABORTED", cause: "enough" });
    expect(steps.length).toBe(5);
    expect(steps[4]).toMatchObject({ epoch: 2, step: 5, batch: 2, batches: 3 });
    expect(weights(net)).toBe(at[4]);
  });

  it("goes on in the middle of an epoch after that, with the same batches of a loader", async () => {
    const points = makeMoons(20, { noise: 0.1, rng: new Rng(1) });
    const run = async (...stops: number[]): Promise<string> => {
      const net = new Sequential(new Linear(2, 2, { rng: new Rng(2) }));
      const sgd = new SGD(net.parameters(), { lr: 0.1 });
      const loader = new DataLoader(points, { batchSize: 6, shuffle: true, rng: new Rng(3) });
      const progress = new Progress();
      for (const stop of [...stops, Infinity]) {
        const controller = new AbortController();
        const { signal } = controller;
        const onStep = ({ step }: Step): void => (step === stop ? controller.abort() : undefined);
        const running = all(fit(net, new CrossEntropyLoss(), sgd, loader, { epochs: 3, progress, signal, onStep }));
        if (stop === Infinity) await running;
        else expect(await rejection(running)).toMatchObject({ code: "ABORTED" });
      }
      expect(progress.step).toBe(12);
      return weights(net);
    };
    expect(await run(2, 5, 8)).toBe(await run());
  });

  it("goes on behind the last batch where it was ended while it validated", async () => {
    const points = makeMoons(20, { noise: 0.1, rng: new Rng(1) });
    const run = async (stops: boolean): Promise<string> => {
      const net = new Sequential(new Linear(2, 2, { rng: new Rng(2) }));
      const sgd = new SGD(net.parameters(), { lr: 0.1 });
      const loader = new DataLoader(points, { batchSize: 6, shuffle: true, rng: new Rng(3) });
      const progress = new Progress();
      const train = (signal?: AbortSignal, validating?: () => void): Promise<Epoch[]> => {
        const validation = {
          *[Symbol.iterator]() {
            validating?.();
            yield [points.x, points.t] as const;
          },
        };
        return all(
          fit(net, new CrossEntropyLoss(), sgd, loader, { epochs: 3, progress, validation, ...(signal && { signal }) }),
        );
      };
      const controller = new AbortController();
      if (stops)
        expect(await rejection(train(controller.signal, () => controller.abort()))).toMatchObject({ code: "ABORTED" });
      expect([progress.epoch, progress.step]).toEqual(stops ? [0, 4] : [0, 0]);
      await train();
      expect(progress.step).toBe(12);
      return weights(net);
    };
    expect(await run(true)).toBe(await run(false));
  });

  it("lets timers have their turn", async () => {
    const net = make();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const long = Array.from({ length: 4000 }, () => batches[0]);
    await all(fit(net, new MSELoss(), new SGD(net.parameters(), { lr: 1e-3 }), long, { epochs: 2 }));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });

  it("goes on where it is told to", async () => {
    const [a, b] = [make(), make()];
    await all(fit(a, new MSELoss(), new SGD(a.parameters(), { lr: 0.1 }), batches, { epochs: 3 }));
    const progress = new Progress();
    const sgd = new SGD(b.parameters(), { lr: 0.1 });
    for await (const _ of fit(b, new MSELoss(), sgd, batches, { epochs: 3, progress })) break;
    const [second] = await all(fit(b, new MSELoss(), sgd, batches, { epochs: 3, progress }));
    expect([second.epoch, progress.epoch, progress.step]).toEqual([2, 3, 9]);
    expect(weights(b)).toBe(weights(a));
  });

  it("refuses what it cannot train with, before anything has changed", async () => {
    const net = make();
    const sgd = new SGD(net.parameters(), { lr: 0.1 });
    const before = weights(net);
    const refused = (...more: unknown[]): Promise<{ code?: string; what?: string }> =>
      rejection(all((fit as (...args: unknown[]) => AsyncIterable<Epoch>)(...more)));
    const loss = new MSELoss();
    expect(await refused({}, loss, sgd, batches)).toMatchObject({ code: "ARGUMENT", what: "net" });
    expect(await refused(net, loss, sgd, 3)).toMatchObject({ code: "ARGUMENT", what: "batches" });
    expect(await refused(net, loss, sgd, [])).toMatchObject({ code: "ARGUMENT", what: "batches" });
    expect(await refused(net, loss, sgd, batches.values(), { epochs: 2 })).toMatchObject({ what: "batches" });
    for (const options of [
      { epochs: 0 },
      { accumulate: 0.5 },
      { clipNorm: -1 },
      { clipValue: NaN },
      { scheduleEach: "day" },
    ])
      expect(await refused(net, loss, sgd, batches, options)).toMatchObject({ code: "ARGUMENT" });
    expect(await refused(net, loss, sgd, batches, { scheduleEach: "step" })).toMatchObject({ what: "schedule" });
    expect(await refused(net, new MSELoss({ reduction: "none" }), sgd, batches)).toMatchObject({ what: "reduction" });
    expect(weights(net)).toBe(before);
    expect(refusal(() => new EarlyStopping({ patience: 0 })).code).toBe("ARGUMENT");
    expect(refusal(() => new AveragedModel(net, { decay: 2 })).code).toBe("ARGUMENT");
  });
});
