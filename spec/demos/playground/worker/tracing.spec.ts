import {
  GradientReversal,
  GRU,
  Linear,
  ReLU,
  Residual,
  Select,
  Sequencer,
  Sequential,
  Squeeze,
  Tanh,
  Tensor,
  type AnyModule,
} from "fprop";
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { configurationOf, dataFor, presets } from "../../../../demos/playground/model/presets.ts";
import type { Which } from "../../../../demos/playground/model/protocol.ts";
import type { Entry, ModuleTrace, Trace } from "../../../../demos/playground/model/trace.ts";
import { numericOf } from "../../../../demos/playground/worker/numeric.ts";
import { Session } from "../../../../demos/playground/worker/session.ts";
import { traceOf } from "../../../../demos/playground/worker/tracing.ts";

const preset = (id: string): Configuration => presets.find((p) => p.id === id)!.configuration;
const one: Which = { set: "training", row: 3 };
const several: Which = { set: "test", row: 2, rows: 5 };

/** The entries of a trace with the largest gradient of each tensor, and what bprop says there. */
function entriesOf({ modules }: Trace): (readonly [Entry, number])[] {
  const largest = (data: ArrayLike<number>): number =>
    Array.from(data).reduce((best, v, i) => (Math.abs(v) > Math.abs(data[best]) ? i : best), 0);
  return modules.flatMap(({ path, dx, dy, parameters }) => [
    ...(
      [
        ["x", dx],
        ["y", dy],
      ] as const
    ).map(([of, [{ data }]]) => {
      const index = largest(data);
      return [{ of, path, index }, data[index]] as const;
    }),
    ...parameters.flatMap(({ path: p, gradient: { data }, frozen }) => {
      if (frozen) return [];
      const index = largest(data);
      return [[{ of: "parameter", path: p, index }, data[index]] as const];
    }),
  ]);
}

describe("a trace", () => {
  it("is made as a step of training, wherever the net takes so few rows then, and says so", () => {
    const modes = (id: string, which: Which) => {
      const { mode, modesDiffer } = traceOf(new Session(preset(id)), which);
      return [mode, modesDiffer];
    };
    expect(modes("spirals", one)).toEqual(["training", false]);
    expect(modes("dropout", one)).toEqual(["training", true]);
    expect(modes("batchnorm", one)).toEqual(["evaluation", true]);
    expect(modes("batchnorm", several)).toEqual(["training", true]);
    const { modules } = traceOf(new Session(preset("dropout")), one);
    const left = modules.find(({ kind }) => kind === "Dropout")!;
    const out = Array.from(left.y[0].data, (y, i) => y === 0 && left.x[0].data[i] > 0);
    expect(out).toContain(true);
    expect(Array.from(left.dx[0].data).every((dx, i) => !out[i] || dx === 0)).toBe(true);
  });

  it("has the modules in the order of fprop, containers before what they hold", () => {
    const session = new Session(preset("skip"));
    const { modules, x, t, loss } = traceOf(session, one);
    expect(modules.slice(0, 5).map((m) => `${m.path} ${m.name} ${m.depth} ${m.opened} ${m.place.join(".")}`)).toEqual([
      "0 Linear(2 → 12) 0 false 0",
      "1 Residual 0 true 1",
      "1.module Sequential 1 true 1.0",
      "1.module.0 Linear(12 → 12) 2 false 1.0.0",
      "1.module.1 Tanh 2 false 1.0.1",
    ]);
    expect(modules.length).toBe(42);
    expect([x.shape, t.shape]).toEqual([[1, 2], [1]]);
    expect(loss.dy.shape).toEqual([1, 2]);
  });

  it("has numbers that hang together: what comes out of one goes into the next, both ways", () => {
    const session = new Session(preset("spirals"));
    for (let i = 0; i < 50; i++) session.step();
    const { modules, x, loss } = traceOf(session, several);
    expect(modules[0].x[0]).toEqual(x);
    for (const [i, m] of modules.slice(1).entries()) {
      expect(m.x).toEqual(modules[i].y);
      expect(modules[i].dy).toEqual(m.dx);
    }
    expect(modules.at(-1)!.dy[0]).toEqual(loss.dy);
    // Softmax minus one-hot, over the number of rows.
    const [{ data: y }] = modules.at(-1)!.y;
    const p = Math.exp(y[0]) / (Math.exp(y[0]) + Math.exp(y[1]));
    expect(loss.within).toMatchObject({ name: "softmax(y)", value: { shape: [5, 2] } });
    expect(loss.within!.value.data[0]).toBeCloseTo(p, 6);
    expect(loss.dy.data[0]).toBeCloseTo((p - Number(loss.t.data[0] === 0)) / 5, 5);
    // dW = dyᵀ x, db = Σ dy of the first layer.
    const [first] = modules;
    const [weight, bias] = first.parameters;
    const [dy, rows] = [first.dy[0].data, first.x[0].data];
    const sum = (f: (r: number) => number): number => [0, 1, 2, 3, 4].reduce((s, r) => s + f(r), 0);
    expect(weight.gradient.data[3]).toBeCloseTo(
      sum((r) => dy[32 * r + 1] * rows[2 * r + 1]),
      6,
    );
    expect(bias.gradient.data[1]).toBeCloseTo(
      sum((r) => dy[32 * r + 1]),
      6,
    );
    expect(first.formula.parameters.weight).toContain("dyᵀ x");
  });

  it("changes nothing of the training", () => {
    const [looked, plain] = [new Session(preset("dropout")), new Session(preset("dropout"))];
    for (let i = 0; i < 10; i++) {
      looked.step();
      plain.step();
      const trace = traceOf(looked, several);
      numericOf(looked, { ...several, entry: entriesOf(trace)[3][0] });
    }
    const bits = (session: Session): unknown => session.net.parameters().map(({ value }) => [...value.data]);
    expect(bits(looked)).toEqual(bits(plain));
    expect(looked.loss).toBe(plain.loss);
  });

  it("opens no module that works by copies, and has all its parameters there", () => {
    const configuration = configurationOf(dataFor("digits", { samples: 60 }), [
      new Squeeze(1),
      new Sequencer(new Linear(8, 4)),
      new GRU(4, 3, { bidirectional: true }),
      new Select(1, -1),
      new Linear(6, 10),
    ]);
    const { modules } = traceOf(new Session(configuration), one);
    expect(modules.map(({ path }) => path)).toEqual(["0", "1", "2", "3", "4"]);
    expect(modules[1].parameters.map(({ name }) => name)).toEqual(["module.weight", "module.bias"]);
    expect(modules[2].parameters.length).toBe(8);
    expect(modules[1].parameters[0].gradient.data.some((v) => v !== 0)).toBe(true);
  });

  it("says which parameters are frozen: their gradient is 0, whatever E would say", () => {
    const session = new Session(preset("bumps"));
    const [{ parameters }] = traceOf(session, one).modules;
    expect(parameters.map(({ name, frozen }) => [name, frozen])).toEqual([["centres", true]]);
    expect(parameters[0].gradient.data.every((v) => v === 0)).toBe(true);
    const { bprop, numeric } = numericOf(session, { ...one, entry: { of: "parameter", path: "0.centres", index: 0 } });
    expect(bprop).toBe(0);
    expect(numeric).not.toBe(0);
  });

  it("refuses rows that are not there", () => {
    const session = new Session(preset("perceptron"));
    for (const which of [
      { row: -1 },
      { row: 75 },
      { row: 0.5 },
      { row: 70, rows: 10 },
      { row: 0, rows: 33 },
      { row: NaN },
    ])
      expect(() => traceOf(session, { set: "training", ...which })).toThrow(
        expect.objectContaining({ name: "PlaygroundError" }),
      );
  });
});

describe("a numeric gradient", () => {
  it.each(["spirals", "skip", "recurrence", "attention", "convolution", "bumps", "logistic", "softmax"])(
    "agrees with bprop at every place of %s",
    (id) => {
      const session = new Session(preset(id));
      for (let i = 0; i < 5; i++) session.step();
      for (const which of id === "attention" ? [one] : [one, several]) {
        const entries = entriesOf(traceOf(session, which));
        expect(entries.length).toBeGreaterThan(2);
        // Every place of small nets, every third of the others.
        for (const [entry, seen] of entries.filter((_, i) => entries.length < 60 || i % 3 === 0)) {
          const { bprop, numeric, relativeDifference, energies } = numericOf(session, { ...which, entry });
          expect(Math.abs(bprop - numeric), JSON.stringify(entry)).toBeLessThan(1e-9 + 1e-6 * Math.abs(bprop));
          expect(Math.abs(bprop - seen)).toBeLessThan(1e-5 + 1e-3 * Math.abs(seen));
          expect(relativeDifference).toBe(
            Math.max(Math.abs(bprop), Math.abs(numeric)) === 0
              ? 0
              : Math.abs(bprop - numeric) / Math.max(Math.abs(bprop), Math.abs(numeric)),
          );
          expect(energies.length).toBe(4);
        }
      }
    },
  );

  it("draws the same noise for each of its five looks", () => {
    const session = new Session(preset("dropout"));
    for (let i = 0; i < 20; i++) session.step();
    for (const [entry] of entriesOf(traceOf(session, several))) {
      const { bprop, numeric } = numericOf(session, { ...several, entry });
      expect(Math.abs(bprop - numeric), JSON.stringify(entry)).toBeLessThan(1e-9 + 1e-6 * Math.abs(bprop));
    }
  });

  it("of a batch in training has the batch's statistics in it", () => {
    const session = new Session(preset("batchnorm"));
    for (const [entry] of entriesOf(traceOf(session, several))) {
      const { bprop, numeric } = numericOf(session, { ...several, entry });
      expect(Math.abs(bprop - numeric), JSON.stringify(entry)).toBeLessThan(1e-8 + 1e-6 * Math.abs(bprop));
    }
  });

  it("shows where bprop is no derivative, as a reversal's is none on purpose", () => {
    const configuration = configurationOf(dataFor("moons"), [
      new Linear(2, 4),
      new GradientReversal(1),
      new Tanh(),
      new Linear(4, 2),
    ]);
    const { bprop, numeric } = numericOf(new Session(configuration), {
      ...one,
      entry: { of: "parameter", path: "0.weight", index: 1 },
    });
    expect(bprop).not.toBe(0);
    expect(bprop / numeric).toBeCloseTo(-1, 6);
  });

  it("of what goes into a block's layer leaves the skip alone", () => {
    const block = new Residual(new Sequential<AnyModule[]>(new Linear(2, 2), new ReLU()) as AnyModule);
    const session = new Session(configurationOf(dataFor("moons"), [block as AnyModule, new Linear(2, 2)]));
    const modules = new Map(traceOf(session, one).modules.map((m): [string, ModuleTrace] => [m.path, m]));
    const whole = numericOf(session, { ...one, entry: { of: "x", path: "0", index: 0 } });
    const part = numericOf(session, { ...one, entry: { of: "x", path: "0.module.0", index: 0 } });
    expect(part.numeric).toBeCloseTo(modules.get("0.module.0")!.dx[0].data[0], 6);
    expect(whole.numeric - part.numeric).toBeCloseTo(modules.get("0")!.dy[0].data[0], 6);
  });

  it("refuses an entry that is not there", () => {
    const session = new Session(preset("spirals"));
    const wrong: readonly Entry[] = [
      { of: "parameter", path: "0.weights", index: 0 },
      { of: "parameter", path: "0.weight", index: 64 },
      { of: "x", path: "9", index: 0 },
      { of: "y", path: "0", index: -1 },
      { of: "y", path: "0", index: 0.5 },
      { of: "x", path: "", index: 0 },
    ];
    for (const entry of wrong)
      expect(() => numericOf(session, { ...one, entry }), JSON.stringify(entry)).toThrow(
        expect.objectContaining({ name: "PlaygroundError", code: "ARGUMENT" }),
      );
    expect(session.sets.training.x).toBeInstanceOf(Tensor);
  });
});
