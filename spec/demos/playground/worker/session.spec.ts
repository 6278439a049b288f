import { BatchNorm1d, generator, Linear, Tanh, Tensor, type AnyModule } from "fprop";
import { readSafetensors } from "fprop/io";
import { describe, expect, it, vi } from "vitest";
import { chosen, losses, optimizers, schedules } from "../../../../demos/playground/model/choices.ts";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { dataOf } from "../../../../demos/playground/model/draw.ts";
import { configurationOf, dataFor, presets } from "../../../../demos/playground/model/presets.ts";
import { PlaygroundError } from "../../../../demos/playground/model/refusal.ts";
import { formOf, targetsOf } from "../../../../demos/playground/model/targets.ts";
import { exported } from "../../../../demos/playground/worker/exporting.ts";
import { gradientNorms, scoreOf, weightsOf } from "../../../../demos/playground/worker/scores.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";
import { distance } from "../../../lib/onnx/runtime.ts";

const preset = (id: string): Configuration => presets.find((p) => p.id === id)!.configuration;
const weights = (session: Session): number[] => session.net.parameters().flatMap((p) => [...p.value.data]);
function trained(configuration: Configuration, steps: number): Session {
  const session = new Session(configuration);
  for (let i = 0; i < steps; i++) session.step();
  return session;
}
const small = (more: Partial<Configuration> = {}): Configuration =>
  configurationOf(dataFor("moons", { samples: 60 }), [new Linear(2, 6), new Tanh(), new Linear(6, 2)], more);

describe("a session", () => {
  it.each(["spirals", "three-arms"])("learns %s as good as wholly", (id) => {
    const session = trained(preset(id), 3000);
    expect(scoreOf(session, "training").accuracy).toBeGreaterThanOrEqual(0.99);
    expect(scoreOf(session, "test").accuracy).toBeGreaterThanOrEqual(0.99);
  });

  it.each(["spirals", "dropout", "bumps", "recurrence", "curvature", "batchnorm"])(
    "of %s is the same bits again, whatever the global generator has done in between",
    (id) => {
      const first = trained(preset(id), 12);
      generator.bits();
      const state = generator.state;
      const again = trained(preset(id), 12);
      expect(weights(again)).toEqual(weights(first));
      expect(again.loss).toBe(first.loss);
      expect(generator.state).toEqual(state);
      const other = trained({ ...preset(id), seed: 2 }, 12);
      expect(weights(other)).not.toEqual(weights(first));
    },
  );

  it.each(["dropout", "batchnorm", "recurrence", "curvature"])("of %s goes on from a snapshot bit for bit", (id) => {
    const schedule = chosen("schedule", "StepLR", { stepSize: 1 });
    const configuration = { ...preset(id), schedule };
    const whole = trained(configuration, 25);
    const half = trained(configuration, 11);
    const rest = trained(configuration, 3);
    rest.load(half.save());
    expect(rest.progress.step).toBe(11);
    for (let i = 11; i < 25; i++) rest.step();
    expect(weights(rest)).toEqual(weights(whole));
    expect([rest.loss, rest.lr, rest.progress.epoch]).toEqual([whole.loss, whole.lr, whole.progress.epoch]);
  });

  it("is not disturbed by looking", () => {
    const plain = trained(preset("dropout"), 20);
    const looked = new Session(preset("dropout"));
    for (let i = 0; i < 20; i++) {
      looked.step();
      scoreOf(looked, "training");
      weightsOf(looked);
      gradientNorms(looked);
      exported(looked, "html");
      looked.save();
    }
    expect(weights(looked)).toEqual(weights(plain));
  });

  it.each(losses.map(({ kind }) => kind))("learns by %s", (kind) => {
    const layers = { BCELoss: "Sigmoid", NLLLoss: "LogSoftmax" }[kind];
    const base = small({ loss: chosen("loss", kind) });
    const last = layers === undefined ? [] : [{ kind: layers, args: layers === "Sigmoid" ? [] : [{ dim: -1 }] }];
    const configuration = { ...base, layers: [...base.layers, ...last] };
    const before = scoreOf(new Session(configuration), "training");
    const session = trained(configuration, 200);
    expect(session.stopped).toBeUndefined();
    expect(scoreOf(session, "training").loss).toBeLessThan(0.7 * before.loss);
    expect(scoreOf(session, "training").accuracy).toBeGreaterThan(0.85);
  });

  it.each(optimizers.map(({ kind }) => kind))("learns with %s", (kind) => {
    const batchSize = ["Rprop", "LBFGS", "ConjugateGradient"].includes(kind) ? 1000 : 16;
    const configuration = small({ optimizer: chosen("optimizer", kind), batchSize });
    const before = scoreOf(new Session(configuration), "training");
    expect(scoreOf(trained(configuration, 120), "training").loss).toBeLessThan(0.9 * before.loss);
  });

  it.each(schedules.map(({ kind }) => kind))("has %s change the rate after epochs, and only then", (kind) => {
    const options = {
      ReduceLROnPlateau: { patience: 1, factor: 0.5 },
      ConstantLR: { totalIters: 1 },
      StepLR: { stepSize: 1 },
    };
    const schedule = chosen("schedule", kind, options[kind as keyof typeof options] ?? {});
    const plateau = kind === "ReduceLROnPlateau" ? { optimizer: chosen("optimizer", "SGD", { lr: 1e-4 }) } : {};
    const session = new Session(small({ schedule, ...plateau }));
    const rates = [session.lr];
    const step = vi.spyOn(session.schedule!, "step");
    const perEpoch = session.loader.length;
    for (let epoch = 0; epoch < 8; epoch++) {
      const before = session.lr;
      const losses: number[] = [];
      for (let i = 0; i < perEpoch; i++) {
        expect(session.lr).toBe(before);
        session.step();
        losses.push(session.loss);
      }
      const [[told]] = step.mock.calls.slice(-1) as [[number]];
      expect(told).toBeCloseTo(losses.reduce((s, E) => s + E) / perEpoch, 12);
      rates.push(session.lr);
      expect(session.progress.epoch).toBe(epoch + 1);
    }
    expect(new Set(rates).size).toBeGreaterThan(1);
  });

  it("has targets as its loss takes them", () => {
    const t = Tensor.from(Int32Array.of(0, 1, 2));
    const mse = chosen("loss", "MSELoss");
    expect([...targetsOf(mse, t, 3, 3).data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect([...targetsOf({ ...mse, options: { signs: true } }, t, 3, 3).data]).toEqual([
      1, -1, -1, -1, 1, -1, -1, -1, 1,
    ]);
    const two = Tensor.from(Int32Array.of(0, 1));
    expect(targetsOf(chosen("loss", "HingeLoss"), two, 2, 1)).toMatchObject({ shape: [2, 1] });
    expect([...targetsOf(chosen("loss", "HingeLoss"), two, 2, 1).data]).toEqual([-1, 1]);
    expect([...targetsOf(chosen("loss", "BCEWithLogitsLoss"), two, 2, 1).data]).toEqual([0, 1]);
    expect(targetsOf(chosen("loss", "CrossEntropyLoss"), t, 3, 3)).toBe(t);
    expect(formOf(chosen("loss", "HingeLoss"))).toBe("signs");
  });

  it("leaves frozen what is fixed", () => {
    const session = new Session(preset("bumps"));
    const [[, centres], [, weight]] = session.net.namedParameters();
    const before = [...centres.value.data];
    expect(new Set(before).size).toBe(32);
    const first = [...weight.value.data];
    for (let i = 0; i < 20; i++) session.step();
    expect([...centres.value.data]).toEqual(before);
    expect([...weight.value.data]).not.toEqual(first);
  });

  it("stops where it diverges, and says where", () => {
    const wild = small({ optimizer: chosen("optimizer", "SGD", { lr: 1e6 }), loss: chosen("loss", "MSELoss") });
    const layers = [wild.layers[0], wild.layers[2]];
    const session = trained({ ...wild, layers }, 400);
    expect(session.stopped).toMatchObject({ code: "NONFINITE" });
    expect(session.stopped!.message).toMatch(/net\.\d\.Linear.*|diverged/);
    const { step } = session.progress;
    session.step();
    expect(session.progress.step).toBe(step);
  });

  it("stops where a module refuses a batch", () => {
    const one = configurationOf(dataFor("moons"), [new BatchNorm1d(2), new Linear(2, 2)], { batchSize: 1 });
    const session = trained(one, 1);
    expect(session.stopped).toMatchObject({ code: "SHAPE" });
    expect(session.stopped!.message).toContain("net.0.BatchNorm1d(2)");
  });

  it("scores in evaluation mode, and rightly", () => {
    const session = trained(preset("dropout"), 50);
    const { x, t } = session.sets.test;
    const y = session.net.predict(x) as Tensor;
    let right = 0;
    for (let i = 0; i < t.size; i++) right += Number(y.data[2 * i + 1] > y.data[2 * i] === (t.data[i] === 1));
    expect(scoreOf(session, "test").accuracy).toBe(right / t.size);
    const plane = trained(preset("delta"), 400);
    expect(scoreOf(plane, "test").accuracy).toBeNaN();
    expect(scoreOf(plane, "test").loss).toBeLessThan(0.05);
  });
});

describe("data", () => {
  it("are of one seed, parted and scaled by their training part", () => {
    const { training, test, classes } = dataOf(preset("spirals"));
    expect([training.x.shape, test.x.shape, classes]).toEqual([
      [300, 2],
      [100, 2],
      ["0", "1"],
    ]);
    expect(dataOf(preset("spirals")).test.x.data).toEqual(test.x.data);
    expect(dataOf({ ...preset("spirals"), seed: 3 }).test.x.data).not.toEqual(test.x.data);
    const sum = Array.from(training.x.data).reduce((s, v) => s + v, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-3);
    expect([...test.t.data].filter((k) => k === 1).length).toBe(50);
    const digits = dataOf(preset("convolution"));
    expect(digits.training.x.shape).toEqual([750, 1, 8, 8]);
    expect(Math.max(...digits.training.x.data)).toBe(1);
  });

  it("are refused where there are too few of them", () => {
    const points = (...classes: number[]): Configuration => ({
      ...small(),
      data: {
        source: { kind: "points", points: classes.map((k, i) => [i / 10, 0, k] as const) },
        testSize: 0.25,
        scaler: "none",
      },
    });
    const said = (...classes: number[]): unknown => {
      try {
        return new Session(points(...classes)).sets.test.x.shape;
      } catch (error) {
        return error instanceof PlaygroundError && error.part === "data" ? error.message : error;
      }
    };
    const few = (there: string): string =>
      `There should be at least 4 points, and there ${there}: click where they should be.`;
    const none = (k: number): string =>
      `There is no point of class ${k}: choose the class, and click where its points should be.`;
    expect(said()).toBe(few("are 0"));
    expect(said(0)).toBe(few("is 1"));
    expect(said(0, 1, 0)).toBe(few("are 3"));
    expect(said(0, 0, 0, 0)).toBe(none(1));
    expect(said(0, 0, 2, 2)).toBe(none(1));
    expect(said(1, 0, 1, 1)).toEqual([1, 2]);
    expect(said(0, 1, 0, 1, 0, 1, 0, 1)).toEqual([2, 2]);
  });
});

describe("files of a session", () => {
  it("are safetensors that come back", () => {
    const session = trained(preset("batchnorm"), 30);
    const { bytes } = exported(session, "safetensors");
    expect(Object.keys(readSafetensors(bytes).tensors)).toEqual(Object.keys(session.net.stateDict()));
    const other = new Session(preset("batchnorm"));
    other.loadWeights(bytes);
    expect(weights(other)).toEqual(weights(session));
    const narrow = new Session(preset("relu"));
    const before = weights(narrow);
    expect(() => narrow.loadWeights(bytes)).toThrow(
      expect.objectContaining({ name: "PlaygroundError", code: "STATE_DICT" }),
    );
    expect(() => narrow.loadWeights(Uint8Array.of(1, 2, 3))).toThrow(expect.objectContaining({ code: "FORMAT" }));
    expect(weights(narrow)).toEqual(before);
  });

  it.each(["spirals", "convolution", "recurrence", "attention"])(
    "are ONNX of %s that says what the net says",
    async (id) => {
      const session = trained(preset(id), 20);
      const x = session.sets.test.x.rows(0, 5);
      expect(await distance(exported(session, "onnx").bytes, session.net as AnyModule, x)).toBeLessThan(1e-5);
    },
  );

  it("are a page with everything in it, and nothing that runs", () => {
    const session = trained(preset("spirals"), 60);
    const score = { loss: 0.5, accuracy: 0.9 };
    const history = [1, 2, 3].map((step) => ({ step, training: score, test: score, gradientNorms: [] }));
    const page = new TextDecoder().decode(exported(session, "html", history).bytes);
    expect(page).toContain("Decision map");
    expect(page).toContain("Accuracy, test");
    expect(page).toContain("new Linear(2, 32");
    expect(page).not.toMatch(/<script|<img|https?:|onload/i);
    const evil = '<script>alert("1")</script>';
    const rows = Array.from({ length: 20 }, (_, i) => [i, -i, i % 2]);
    const csv = { kind: "csv", name: evil, features: [evil, "b"], target: evil, classes: [evil, "&"], rows } as const;
    const hostile = new Session({ ...preset("relu"), data: { source: csv, testSize: 0.25, scaler: "standard" } });
    const text = new TextDecoder().decode(exported(hostile, "html").bytes);
    expect(text).toContain("&lt;script&gt;");
    expect(text).not.toContain("<script");
  });
});
