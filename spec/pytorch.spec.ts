import { readdirSync, readFileSync } from "node:fs";
import { join as path } from "node:path";
import { describe, expect, it } from "vitest";
import * as fprop from "../index.ts";
import {
  Adam,
  Add,
  CrossEntropyLoss,
  Graph,
  LayerNorm,
  join,
  Linear,
  MaxPool2d,
  MaxUnpool2d,
  Parameter,
  Sequential,
  Sigmoid,
  Tanh,
  Tensor,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  type AnyModule,
  type Loss,
  type Node,
  type Numbers,
  type Optimizer,
  type Value,
} from "../index.ts";
import { readSafetensors } from "../io.ts";
import { strongWolfe, type Place } from "../lib/optim/strongwolfe.ts";
import type { Cycled } from "../lib/optim/schedules/lrscheduler.ts";
import { leaves } from "../lib/value.ts";

// Values and gradients against PyTorch's, which the scripts in spec/fixtures wrote down: in float64 to 10⁻¹², in float32 to
// 10⁻⁵ of the largest number of each tensor, and an ulp of 1 where all are small (a loss near 0 is what is left of a sum
// near 1). All inputs are numbers that float32 holds exactly.

type Floats = "float32" | "float64";
type Description = readonly [kind: string, ...args: never[]];
type Maker = new (...args: never[]) => unknown;

const dtypes: readonly Floats[] = ["float32", "float64"];
const relative: Record<Floats, number> = { float32: 1e-5, float64: 1e-12 };
const absolute: Record<Floats, number> = { float32: 2 ** -23, float64: 1e-12 };

const folder = path(import.meta.dirname, "fixtures");
/** The families that have a file in a folder of the fixtures. */
const families = (of: string): string[] =>
  readdirSync(path(folder, of)).flatMap((name) => (name.endsWith(".safetensors") ? [name.slice(0, -12)] : []));

function fixture<C>(name: string): { tensors: Readonly<Record<string, Tensor>>; cases: readonly C[] } {
  const { tensors, metadata } = readSafetensors(readFileSync(path(folder, `${name}.safetensors`)));
  return { tensors, cases: JSON.parse(metadata.cases) as C[] };
}

/** Those of `tensors` whose names start with `prefix`, by the rest of their names. */
function under(tensors: Readonly<Record<string, Tensor>>, prefix: string): Record<string, Tensor> {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, t]) => [name.slice(prefix.length), t]));
}

/** Floats in the type to be tested; class indices as they are. */
function given(t: Tensor, dtype: Floats): Tensor {
  return t.dtype === "int32" ? t : t.to(dtype);
}

function expectClose(
  what: string,
  got: Numbers | readonly number[],
  wanted: Numbers,
  dtype: Floats,
  share = relative[dtype],
): void {
  expect(got.length, what).toBe(wanted.length);
  const largest = wanted.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const allowed = share * largest + absolute[dtype];
  const i = wanted.findIndex((v, j) => !(Math.abs(v - got[j]) <= allowed));
  expect(i < 0 ? "close" : `[${i}] is ${got[i]}, PyTorch has ${wanted[i]}`, what).toBe("close");
}

// ---- modules ---------------------------------------------------------------------------------------------------------

/** y = f(tanh f(a)) + b with one Linear f. */
const sharedSkip = (n: number): AnyModule =>
  new Graph((a: Node, b: Node) => {
    const f = new Linear(n, n);
    return join(a.into(f).into(new Tanh()).into(f), b).into(new Add());
  });

/** h = tanh of a Linear; y = σ(h) plus a Linear of h. */
const diamond = (inFeatures: number, n: number): AnyModule =>
  new Graph((x: Node) => {
    const h = x.into(new Linear(inFeatures, n)).into(new Tanh());
    return join(h.into(new Sigmoid()), h.into(new Linear(n, n))).into(new Add());
  });

/** A MaxUnpool2d behind a MaxPool2d whose indices it takes. */
const poolAndUnpool = (kernelSize: number, options: { padding: number }, outputSize: readonly number[]): AnyModule =>
  new Graph((x: Node) => {
    const pool = x.into(new MaxPool2d(kernelSize, { ...options, returnIndices: true }));
    return join(pool.at(0), pool.at(1)).into(new MaxUnpool2d(kernelSize, { ...options, outputSize }));
  });

/** A LayerNorm for the end of a stack, or none. */
const end = (norm: boolean, n: number): { norm: LayerNorm | undefined } => ({
  norm: norm ? new LayerNorm(n) : undefined,
});

/** Options with modules for the descriptions of modules in them. */
const built = (a: unknown): unknown =>
  typeof a === "object" && a !== null && !Array.isArray(a)
    ? Object.fromEntries(Object.entries(a).map(([k, v]) => [k, isDescription(v) ? build(v) : (v as unknown)]))
    : a;

/** Makers of what is no single export. */
const drawings: Readonly<Record<string, (...args: never[]) => AnyModule>> = {
  Evaluated: (module: AnyModule) => module.eval(),
  SharedSkip: sharedSkip,
  Diamond: diamond,
  PoolAndUnpool: poolAndUnpool,
  EncoderOf: (count: number, norm: boolean, n: number, ...args: [number]) =>
    new TransformerEncoder(() => new TransformerEncoderLayer(n, ...args), count, end(norm, n)),
  DecoderOf: (count: number, norm: boolean, n: number, ...args: [number]) =>
    new TransformerDecoder(() => new TransformerDecoderLayer(n, ...args), count, end(norm, n)),
};

/** A module from its description; descriptions among the arguments are modules, too. */
function build([kind, ...args]: Description): AnyModule {
  const made = args.map((a: unknown) => (isDescription(a) ? build(a) : built(a))) as never[];
  if (drawings[kind] !== undefined) return drawings[kind](...made);
  const make = fprop[kind as keyof typeof fprop] as unknown as Maker;
  return new make(...made) as AnyModule;
}
const isDescription = (a: unknown): a is Description => Array.isArray(a) && typeof a[0] === "string";

/** How many cases of how many kinds there are, so that none is lost on the way. */
const moduleFamilies: Readonly<Record<string, readonly [cases: number, kinds: number]>> = {
  core: [152, 16],
  normalisation: [272, 14],
  activations: [210, 27],
  tables: [219, 37],
  recurrent: [154, 6],
  convolution: [254, 8],
  pooling: [291, 26],
  attention: [103, 9],
};

it("has fixtures of every family of modules", () => {
  expect(families("modules").sort()).toEqual(Object.keys(moduleFamilies).sort());
});

describe.each(Object.entries(moduleFamilies))("modules agree with PyTorch: %s", (family, [count, kinds]) => {
  const { tensors, cases } = fixture<Description>(`modules/${family}`);

  it(`in ${count} cases of ${kinds} kinds`, () => {
    expect(cases.length).toBe(count);
    expect(new Set(cases.map(([kind]) => kind)).size).toBe(kinds);
  });

  describe.each(dtypes)("in %s", (dtype) => {
    it.each(cases.map((description, i) => [i, description] as const))("%i: %j", (i, description) => {
      const one = under(tensors, `${i}/`);
      const net = build(description).to(dtype);
      net.loadStateDict(under(one, "state/"));
      for (const before of Object.values(under(one, "before"))) net.fprop(given(before, dtype));
      const x = Object.keys(one).flatMap((name) => (/^x\d+$/.test(name) ? [given(one[name], dtype)] : []));
      const ys = leaves(net.fprop(x.length === 1 ? x[0] : x) as Value);
      /** The names of a number of outputs: y, or y0, y1, … where there are several. */
      const names = (of: string): string[] => ys.map((_, k) => (ys.length === 1 ? of : `${of}${k}`));
      for (const [k, name] of names("y").entries()) {
        expect(ys[k].shape).toEqual(one[name].shape);
        expectClose(name, ys[k].data, one[name].data, dtype);
      }

      const dys = names("dy").map((name) => given(one[name], dtype));
      const dx = leaves(net.bprop(dys.length === 1 ? dys[0] : dys) as Value);
      expect(dx.map((t) => t.shape)).toEqual(x.map((t) => t.shape));
      for (const [k, t] of dx.entries())
        if (x[k].dtype !== "int32") expectClose(`dx${k}`, t.data, one[`dx${k}`].data, dtype);
      const gradients = under(one, "grad/");
      const parameters = net.namedParameters();
      expect(parameters.map(([name]) => name)).toEqual(Object.keys(gradients));
      for (const [name, p] of parameters) expectClose(`d ${name}`, p.grad.data, gradients[name].data, dtype);
      const after = Object.entries(under(one, "after/"));
      const state = net.stateDict();
      expect(net.namedBuffers().map(([name]) => name)).toEqual(after.map(([name]) => name));
      for (const [name, value] of after) expectClose(name, state[name].data, value.data, dtype);
    });
  });
});

// ---- losses ----------------------------------------------------------------------------------------------------------

/** The tensor of this name, or the tuple of those that are numbered. */
function operand(one: Readonly<Record<string, Tensor>>, name: string, dtype: Floats): Value {
  if (Object.hasOwn(one, name)) return given(one[name], dtype);
  const parts = Object.keys(one).filter((key) => new RegExp(`^${name}\\d+$`).test(key));
  return parts.map((_, k) => given(one[`${name}${k}`], dtype));
}

const lossFamilies: Readonly<Record<string, readonly [cases: number, kinds: number]>> = {
  core: [519, 7],
  catalogue: [378, 19],
};

it("has fixtures of every family of losses", () => {
  expect(families("losses").sort()).toEqual(Object.keys(lossFamilies).sort());
});

describe.each(Object.entries(lossFamilies))("losses agree with PyTorch: %s", (family, [count, kinds]) => {
  const { tensors, cases } = fixture<Description>(`losses/${family}`);

  it(`in ${count} cases of ${kinds} kinds`, () => {
    expect(cases.length).toBe(count);
    expect(new Set(cases.map(([kind]) => kind)).size).toBe(kinds);
  });

  describe.each(dtypes)("in %s", (dtype) => {
    it.each(cases.map((description, i) => [i, description] as const))("%i: %j", (i, [kind, options]) => {
      const one = under(tensors, `${i}/`);
      const make = fprop[kind as keyof typeof fprop] as unknown as new (
        o: unknown,
      ) => Loss<Tensor, Tensor, number | Tensor>;
      const loss = new make(options);
      const E = loss.fprop(operand(one, "y", dtype) as Tensor, operand(one, "t", dtype) as Tensor);
      const dE = typeof E === "number" ? one.dE.item() : given(one.dE, dtype);
      expect(typeof E === "number" ? [] : E.shape).toEqual(one.E.shape);
      expectClose("E", typeof E === "number" ? [E] : E.data, one.E.data, dtype);
      const dy = leaves(loss.bprop(dE));
      const wanted = leaves(operand(one, "dy", "float64"));
      expect(dy.length).toBe(wanted.length);
      for (const [k, t] of dy.entries()) expectClose(`dy ${k}`, t.data, wanted[k].data, dtype);
    });
  });
});

// ---- optimizers ------------------------------------------------------------------------------------------------------

type Options = Readonly<Record<string, unknown>>;
type OptimizerCase = readonly [kind: string, options: Options, second: Options | null];
type MakeOptimizer = new (params: object, options: Options) => Optimizer<{ lr: number }>;

const optimizerOf = (kind: string, params: object, options: Options): Optimizer<{ lr: number }> =>
  new (fprop[kind as keyof typeof fprop] as unknown as MakeOptimizer)(params, options);

it("has fixtures of optimizers, searches and schedules", () => {
  expect(families("optim").sort()).toEqual(["schedules", "searches", "updates", "wolfe"]);
});

describe("optimizers agree with PyTorch for 100 steps", () => {
  const { tensors, cases } = fixture<OptimizerCase>("optim/updates");
  const written = [...tensors.written.data];

  it("in 137 cases of 12 kinds", () => {
    expect(cases.length).toBe(137);
    expect(new Set(cases.map(([kind]) => kind)).size).toBe(12);
    expect(written.length).toBe(25);
  });

  describe.each(dtypes)("in %s", (dtype) => {
    it.each(cases.map((c, i) => [i, c] as const))("%i: %j", (i, [kind, options, second]) => {
      const parameters = [0, 1].map((k) => new Parameter(given(tensors[`start/${k}`], dtype)));
      const [a, b] = parameters;
      const groups = second === null ? [{ params: parameters }] : [{ params: [a] }, { params: [b], ...second }];
      const optimizer = optimizerOf(kind, groups, options);
      for (let step = 0; step < 100; step++) {
        for (const [k, p] of parameters.entries()) p.grad.data.set(tensors[`gradients/${k}`].rows(step, step + 1).data);
        optimizer.step();
        const row = written.indexOf(step);
        if (row < 0) continue;
        for (const [k, p] of parameters.entries())
          expectClose(`step ${step}, w${k}`, p.value.data, tensors[`${i}/${k}`].rows(row, row + 1).data, dtype);
      }
    });
  });
});

/** E of three numbers, with its gradient: the functions of searches.py. */
const functions: Readonly<Record<string, (x: readonly number[]) => readonly [E: number, gradient: number[]]>> = {
  rosenbrock: ([a, b, c]) => {
    const [u, v] = [b - a * a, c - b * b];
    const E = 100 * u * u + (1 - a) * (1 - a) + (100 * v * v + (1 - b) * (1 - b));
    return [E, [-400 * u * a - 2 * (1 - a), 200 * u - 400 * v * b - 2 * (1 - b), 200 * v]];
  },
  quadratic: ([a, b, c]) => {
    const squares = 0.5 * a * a + 1.5 * b * b + 2.5 * c * c;
    const E = squares + 0.25 * ((b - a) * (b - a) + (c - b) * (c - b)) - (a + b + c);
    return [E, [a - 0.5 * (b - a) - 1, 3 * b + 0.5 * (b - a) - 0.5 * (c - b) - 1, 5 * c + 0.5 * (c - b) - 1]];
  },
  quartic: ([a, b, c]) => {
    const [s, cube] = [(a + b) * c, (x: number): number => x * x * x];
    const E = cube(a - 1) * (a - 1) + cube(b - 1) * (b - 1) + (c + 0.5) * (c + 0.5) + 0.1 * s * s;
    return [E, [4 * cube(a - 1) + 0.2 * s * c, 4 * cube(b - 1) + 0.2 * s * c, 2 * (c + 0.5) + 0.2 * s * (a + b)]];
  },
};

describe("optimizers that search along directions agree with PyTorch for 4 steps", () => {
  const { tensors, cases } = fixture<readonly [kind: string, of: string, options: Options]>("optim/searches");

  it("in 24 cases of 2 kinds", () => {
    expect(cases.length).toBe(24);
    expect(new Set(cases.map(([kind]) => kind)).size).toBe(2);
  });

  it.each(cases.map((c, i) => [i, c] as const))("%i: %j", (i, [kind, of, options]) => {
    const parameters = [0, 1].map((k) => new Parameter(tensors[`start/${k}`]));
    const [a, b] = parameters;
    const optimizer = optimizerOf(kind, parameters, options);
    // In Rosenbrock's valley, 2500 times as steep across as along, a search makes much of the last bits.
    const share = of === "rosenbrock" ? 1e-8 : 1e-12;
    let calls = 0;
    const closure = (): number => {
      calls++;
      const [E, gradient] = functions[of]([...a.value.data, ...b.value.data]);
      a.grad.data.set(gradient.slice(0, 2));
      b.grad.data.set(gradient.slice(2));
      return E;
    };
    for (let step = 0; step < 4; step++) {
      const E = optimizer.step(closure)!;
      expectClose(`E at step ${step}`, [E], tensors[`${i}/E`].rows(step, step + 1).data, "float64", share);
      expect(calls, `calls up to step ${step}`).toBe(tensors[`${i}/calls`].data[step]);
      for (const [k, p] of parameters.entries())
        expectClose(
          `step ${step}, w${k}`,
          p.value.data,
          tensors[`${i}/${k}`].rows(step, step + 1).data,
          "float64",
          share,
        );
    }
  });
});

/** The functions of wolfe.py with their derivatives. */
const lines: Readonly<Record<string, (t: number) => readonly [E: number, slope: number]>> = {
  parabola: (t) => [(t - 3) ** 2, 2 * (t - 3)],
  far: (t) => [1e-3 * (t - 800) ** 2, 2e-3 * (t - 800)],
  valley: (t) => [1e4 * (t - 0.01) ** 2, 2e4 * (t - 0.01)],
  hump: (t) => [-t / (t * t + 2), (t * t - 2) / (t * t + 2) ** 2],
  wave: (t) => [-Math.sin(5 * t) - 0.5 * t + 0.1 * t * t, -5 * Math.cos(5 * t) - 0.5 + 0.2 * t],
  steep: (t) => [t ** 6 - 3 * t, 6 * t ** 5 - 3],
  kink: (t) => [Math.abs(t - 1) + 0.1 * t, t > 1 ? 1.1 : -0.9],
  stairs: (t) => [Math.floor(t / 2) - 0.5 * t, -0.5],
  plain: (t) => (t < 4 ? [-t, -1] : [-4, -0.5]),
};

describe("searches along a line look where PyTorch's look", () => {
  const { tensors, cases } = fixture<readonly [of: string, begin: number, c2: number]>("optim/wolfe");

  it("in 135 cases", () => expect(cases.length).toBe(135));

  it.each(cases.map((c, i) => [i, c] as const))("%i: %j", (i, [of, begin, c2]) => {
    const trials: number[] = [];
    const at = (t: number): Place => {
      const [E, slope] = lines[of](t);
      return { t, E, slope, g: tensors[`${i}/t`] };
    };
    const look = (t: number): Place => at(trials[trials.push(t) - 1]);
    const found = strongWolfe(look, at(0), begin, 1, { c2 });
    expectClose("t", [...trials, found.t], tensors[`${i}/t`].data, "float64", 1e-9);
  });
});

// ---- schedules -------------------------------------------------------------------------------------------------------

type ScheduleCase = readonly [optimizer: "SGD" | "Adam", schedule: Description];
type Stepping = { step(metric?: number): void };

const lambdas: Readonly<Record<string, (t: number) => number>> = {
  inverse: (t) => 1 / (1 + t),
  sawtooth: (t) => 1 - (t % 7) / 8,
};

function scheduleOf(optimizer: Optimizer<{ lr: number }>, [kind, ...args]: Description): Stepping {
  const make = fprop[kind as keyof typeof fprop] as unknown as Maker;
  const [first, ...others] = args as unknown[];
  const lambda = (name: string): ((t: number) => number) => lambdas[name];
  if (kind === "LambdaLR")
    return new make(
      ...([optimizer, Array.isArray(first) ? first.map(lambda) : lambda(first as string)] as never[]),
    ) as Stepping;
  if (kind !== "SequentialLR" && kind !== "ChainedScheduler")
    return new make(...([optimizer, ...args] as never[])) as Stepping;
  const parts = (first as Description[]).map((part) => scheduleOf(optimizer, part));
  return new make(...((kind === "SequentialLR" ? [optimizer, parts, ...others] : [parts]) as never[])) as Stepping;
}

describe("schedules agree with PyTorch for 60 epochs", () => {
  const { tensors, cases } = fixture<ScheduleCase>("optim/schedules");

  it("in 83 cases of 13 kinds", () => {
    expect(cases.length).toBe(83);
    expect(new Set(cases.map(([, [kind]]) => kind)).size).toBe(13);
  });

  it.each(cases.map((c, i) => [i, c] as const))("%i: %j", (i, [kind, description]) => {
    const [p, q] = [0, 0].map((v) => new Parameter(Tensor.from([v])));
    const options = kind === "SGD" ? { momentum: 0.9 } : {};
    const optimizer = optimizerOf(kind, [{ params: [p] }, { params: [q], lr: 0.03 }], { lr: 0.1, ...options });
    const schedule = scheduleOf(optimizer, description);
    const [rates, momenta]: number[][] = [[], []];
    for (let epoch = 0; epoch < 60; epoch++) {
      for (const group of optimizer.groups as readonly Cycled[]) {
        rates.push(group.lr);
        momenta.push(group.momentum ?? group.betas![0]);
      }
      schedule.step(...(description[0] === "ReduceLROnPlateau" ? [tensors.metrics.data[epoch]] : []));
    }
    const wanted = tensors[`${i}/lr`].data;
    // Each by itself, for rates fall by orders of magnitude; what is left of a difference counts by what was there.
    const far = rates.findIndex((lr, k) => !(Math.abs(lr - wanted[k]) <= 1e-12 * wanted[k] + 1e-15));
    expect(far < 0 ? "close" : `[${far}] is ${rates[far]}, PyTorch has ${wanted[far]}`).toBe("close");
    if (description[0] === "OneCycleLR") expectClose("momentum", momenta, tensors[`${i}/momentum`].data, "float64");
  });
});

// ---- a net -----------------------------------------------------------------------------------------------------------

describe("a net that PyTorch saved", () => {
  const { tensors } = fixture("training");
  const saved = fixture("mlp").tensors;
  const loaded = (dtype: Floats): AnyModule => {
    const net = new Sequential(new Linear(5, 16), new Tanh(), new Linear(16, 8), new Sigmoid(), new Linear(8, 3)).to(
      dtype,
    );
    net.loadStateDict(saved);
    return net;
  };

  it("loads as it is, and its state dict has PyTorch's keys, shapes and values", () => {
    const state = loaded("float64").stateDict();
    expect(Object.keys(state)).toEqual(Object.keys(saved));
    for (const [name, t] of Object.entries(saved)) expect(state[name].toArray(), name).toEqual(t.toArray());
  });

  it.each(dtypes)("gives PyTorch's outputs, and trains as it does there, in %s", (dtype) => {
    const net = loaded(dtype);
    const [x, t] = [given(tensors.x, dtype), tensors.t];
    const loss = new CrossEntropyLoss();
    const optimizer = new Adam(net.parameters(), { lr: 0.02 });
    expectClose("y", (net.predict(x) as Tensor).data, tensors.y.data, dtype);
    const energies = Array.from({ length: 100 }, () => {
      optimizer.zeroGrad();
      const E = loss.fprop(net.fprop(x) as Tensor, t);
      net.bprop(loss.bprop());
      optimizer.step();
      return E;
    });
    expectClose("E", energies, tensors.E.data, dtype);
    for (const [name, p] of net.namedParameters())
      expectClose(name, p.value.data, tensors[`trained/${name}`].data, dtype);
  });
});
