import { Linear, Tanh } from "fprop";
import { describe, expect, it, vi } from "vitest";
import { chosen } from "../../../../demos/playground/model/choices.ts";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { configurationOf, dataFor, presets } from "../../../../demos/playground/model/presets.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";
import { Bench } from "../host.ts";

const preset = (id: string): Configuration => presets.find((p) => p.id === id)!.configuration;
const moons = configurationOf(dataFor("moons", { samples: 80 }), [new Linear(2, 4), new Tanh(), new Linear(4, 2)]);
function bench(configuration: Configuration = moons): Bench {
  const made = new Bench();
  made.ask("configure", { configuration });
  return made;
}
const valuesOf = (session: Session): number[] => session.net.parameters().flatMap((p) => [...p.value.data]);
const seen = (b: Bench): number[] => b.reports.at(-1)!.weights.flatMap(({ value }) => [...value]);

describe("an engine", () => {
  it("tells what it was configured to, and reports the beginning behind the answer", () => {
    const b = new Bench();
    const { examples, summary } = b.ask("configure", { configuration: moons });
    expect(examples.training).toMatchObject({ shape: [2], count: 60, classes: ["0", "1"] });
    expect(examples.training.x.length).toBe(120);
    expect(examples.test.count).toBe(20);
    expect(summary).toContain("Linear(2 → 4)");
    expect(b.replies.map(({ type }) => type)).toEqual(["answer", "report", "snapshot"]);
    expect(b.reports[0]).toMatchObject({ run: 1, playing: false, step: 0, epoch: 0, loss: NaN, lr: 0.01 });
    expect(b.reports[0].training.loss).toBeGreaterThan(0.3);
    expect(b.reports[0].weights.map(({ path }) => path)).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
    expect(b.reports[0].maps).toBeUndefined();
  });

  it("tells what the library advises, each time that it is asked, and warns of nothing meanwhile", () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const b = new Bench();
    const asked = (id: string) => b.ask("configure", { configuration: preset(id) }).advice;
    expect(asked("saturation")).toEqual([expect.stringMatching(/^Sigmoid before MSELoss /)]);
    expect(asked("logistic")).toEqual([]);
    expect(asked("saturation")).toHaveLength(1);
    expect(warned).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("steps so many times, and then answers, behind the report", () => {
    const b = bench();
    const id = b.send("step", { steps: 40 });
    expect(b.replyTo(id)).toBeUndefined();
    b.run();
    expect(b.replyTo(id)).toMatchObject({ type: "answer" });
    const at = b.replies.findIndex((reply) => reply === b.replyTo(id));
    expect(b.replies.slice(0, at).some((reply) => reply.type === "report" && reply.report.step === 40)).toBe(true);
    const last = b.reports.at(-1)!;
    expect(last).toMatchObject({ step: 40, playing: false });
    const session = new Session(moons);
    for (let i = 0; i < 40; i++) session.step();
    expect(seen(b)).toEqual(valuesOf(session).map(Math.fround));
    expect(last.loss).toBe(session.loss);
    expect(last.gradientNorms.map(({ path }) => path)).toEqual(["0", "2"]);
    const grads = session.net
      .namedParameters()
      .filter(([path]) => path.startsWith("0."))
      .flatMap(([, p]) => [...p.grad.data]);
    expect(last.gradientNorms[0].norm).toBeCloseTo(Math.hypot(...grads), 9);
  });

  it("plays until it is paused, in slices, with at most thirty reports a second", () => {
    const b = bench();
    b.ask("play", {});
    b.run(3000);
    const playing = b.reports.filter((r) => r.playing);
    expect(playing.length).toBeGreaterThan(20);
    expect(playing.length).toBeLessThanOrEqual(3 * 30);
    expect(playing.at(-1)!.step).toBeGreaterThan(100);
    expect(playing.at(-1)!.rate).toBeGreaterThan(50);
    b.ask("pause", {});
    const { step } = b.reports.at(-1)!;
    expect(b.reports.at(-1)!.playing).toBe(false);
    b.run();
    expect(b.reports.at(-1)!.step).toBe(step);
    // The curve is all of the points, in a row, once.
    const points = b.reports.flatMap(({ curve }) => curve.map((p) => p.step));
    expect(points).toEqual([...new Set(points)].toSorted((x, y) => x - y));
    expect(points.at(-1)).toBe(step);
  });

  it("answers between two slices, which are short", () => {
    const b = bench(preset("spirals"));
    b.ask("play", {});
    for (let i = 0; i < 50; i++) {
      const before = b.time;
      b.run(Infinity, 1);
      // A slice of 6 ms, and what is looked at behind it.
      expect(b.time - before).toBeLessThan(30);
      expect(b.ask("ping", {})).toBeUndefined();
    }
  });

  it("keeps to the speed, whatever it is changed to", () => {
    const b = bench({ ...moons, speed: 20 });
    b.ask("play", {});
    b.run(2000);
    expect(Math.abs(b.reports.at(-1)!.step - 40)).toBeLessThanOrEqual(3);
    const { step } = b.reports.at(-1)!;
    b.ask("speed", { stepsPerSecond: 100 });
    b.run(2000);
    expect(Math.abs(b.reports.at(-1)!.step - step - 200)).toBeLessThanOrEqual(10);
    b.ask("speed", { stepsPerSecond: 0 });
    const before = b.reports.at(-1)!.step;
    b.run(1000);
    expect(b.reports.at(-1)!.step - before).toBeGreaterThan(200);
  });

  it("begins anew by reset, with the speed that it has", () => {
    const b = bench();
    const start = seen(b);
    b.send("step", { steps: 7 });
    b.run();
    expect(seen(b)).not.toEqual(start);
    b.ask("reset", {});
    expect(seen(b)).toEqual(start);
    expect(b.reports.at(-1)).toMatchObject({ run: 2, step: 0, playing: false });
  });

  it("has maps when it is asked for them", () => {
    const b = bench();
    b.ask("maps", { resolution: 16, hidden: 8 });
    const { maps } = b.reports.at(-1)!;
    expect(maps!.winner.length).toBe(256);
    expect(maps!.hidden.length).toBe(8);
    expect(maps!.hidden[0].values.length).toBe(64);
    b.ask("maps", { resolution: 0, hidden: 0 });
    expect(b.reports.at(-1)!.maps).toBeUndefined();
  });

  it("goes on from a snapshot bit for bit", () => {
    const b = bench();
    b.send("step", { steps: 20 });
    b.run();
    const snapshot = b.replies.flatMap((r) => (r.type === "snapshot" ? [r.snapshot] : [])).at(-1)!;
    expect(snapshot.step).toBe(20);
    const other = new Bench();
    other.ask("configure", { configuration: moons, snapshot });
    expect(other.reports.at(-1)!.step).toBe(20);
    for (const each of [b, other]) {
      each.send("step", { steps: 15 });
      each.run();
    }
    expect(seen(other)).toEqual(seen(b));
    expect(other.reports.at(-1)!.loss).toBe(b.reports.at(-1)!.loss);
  });

  it("imports what it has exported", () => {
    const b = bench();
    b.send("step", { steps: 9 });
    b.run();
    const { bytes, name } = b.ask("export", { format: "safetensors" });
    expect(name).toBe("net.safetensors");
    const learned = seen(b);
    b.ask("reset", {});
    expect(seen(b)).not.toEqual(learned);
    b.ask("import", { bytes });
    expect(seen(b)).toEqual(learned);
    expect(b.reports.at(-1)).toMatchObject({ step: 0, playing: false });
    for (const format of ["typescript", "onnx", "html"] as const)
      expect(b.ask("export", { format }).bytes.length).toBeGreaterThan(200);
  });

  it("refuses with reasons, and is as it was", () => {
    const empty = new Bench();
    for (const type of ["play", "pause", "reset"] as const)
      if (type !== "pause") expect(() => empty.ask(type, {})).toThrow("refused");
    const b = bench();
    const before = seen(b);
    const refusal = (f: () => unknown): unknown => {
      try {
        f();
      } catch (error) {
        return (error as { refusal?: unknown }).refusal;
      }
      return undefined;
    };
    const wrong = { ...moons, layers: [moons.layers[0], moons.layers[0]] };
    expect(refusal(() => b.ask("configure", { configuration: wrong }))).toMatchObject({
      code: "SHAPE",
      part: "layers",
      place: [1],
    });
    expect(refusal(() => b.ask("configure", { configuration: { ...moons, seed: "1" } as never }))).toMatchObject({
      code: "CONFIGURATION",
    });
    expect(refusal(() => b.ask("step", { steps: 0 }))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => b.ask("speed", { stepsPerSecond: -1 }))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => b.ask("maps", { resolution: 1e6, hidden: 0 }))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => b.ask("import", { bytes: new Uint8Array(40) }))).toMatchObject({ code: "FORMAT" });
    expect(refusal(() => b.ask("inspect", { set: "test", row: 999 }))).toMatchObject({ code: "ARGUMENT" });
    expect(
      refusal(() => b.ask("configure", { configuration: moons, snapshot: { step: 1, bytes: new Uint8Array(9) } })),
    ).toMatchObject({ code: "FORMAT" });
    b.ask("maps", { resolution: 0, hidden: 0 });
    expect(seen(b)).toEqual(before);
    expect(b.reports.at(-1)!.run).toBe(1);
  });

  it("looks at examples while it plays, and at one number more closely", () => {
    const b = bench();
    b.ask("play", {});
    b.run(200);
    const trace = b.ask("inspect", { set: "training", row: 4 });
    expect(trace.modules.map(({ kind }) => kind)).toEqual(["Linear", "Tanh", "Linear"]);
    const entry = { of: "parameter", path: "2.weight", index: 2 } as const;
    const { bprop, numeric } = b.ask("numeric", { set: "training", row: 4, entry });
    expect(bprop).toBeCloseTo(trace.modules[2].parameters[0].gradient.data[2], 5);
    expect(Math.abs(bprop - numeric)).toBeLessThan(1e-9);
    b.run(200);
    expect(b.reports.at(-1)!.playing).toBe(true);
  });

  it("stops by itself where training diverges, and says so to whoever plays on", () => {
    const b = bench({
      ...moons,
      layers: [moons.layers[0], moons.layers[2]],
      loss: chosen("loss", "MSELoss"),
      optimizer: chosen("optimizer", "SGD", { lr: 1e6 }),
    });
    b.ask("play", {});
    b.run();
    expect(b.reports.at(-1)).toMatchObject({ playing: false, stopped: { code: "NONFINITE" } });
    expect(() => b.ask("play", {})).toThrow("refused");
    expect(() => b.ask("step", { steps: 1 })).toThrow("refused");
    b.ask("reset", {});
    expect(b.reports.at(-1)!.stopped).toBeUndefined();
  });

  it("ends a step early for whatever comes in between, and answers it", () => {
    for (const next of ["pause", "play", "reset"] as const) {
      const b = bench();
      const id = b.send("step", { steps: 1_000_000 });
      b.run(100);
      expect(b.replyTo(id)).toBeUndefined();
      b.ask(next, {});
      expect(b.replyTo(id)).toMatchObject({ type: "answer" });
    }
  });
});
