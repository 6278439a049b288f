import { readdirSync, readFileSync } from "node:fs";
import { join as path } from "node:path";
import { describe, expect, it } from "vitest";
import * as fprop from "../index.ts";
import {
  Adam,
  AdamW,
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
  SGD,
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
  type Value,
} from "../index.ts";
import { readSafetensors } from "../io.ts";
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

function expectClose(what: string, got: Numbers | readonly number[], wanted: Numbers, dtype: Floats): void {
  expect(got.length, what).toBe(wanted.length);
  const largest = wanted.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const allowed = relative[dtype] * largest + absolute[dtype];
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

type OptimizerCase = readonly [kind: "SGD" | "Adam" | "AdamW", options: { lr: number }, second: object | null];

describe("optimizers agree with PyTorch for 100 steps", () => {
  const { tensors, cases } = fixture<OptimizerCase>("optimizers");
  const makers = { SGD, Adam, AdamW };

  it("in 42 cases of 3 kinds", () => {
    expect(cases.length).toBe(42);
    expect(new Set(cases.map(([kind]) => kind)).size).toBe(3);
  });

  describe.each(dtypes)("in %s", (dtype) => {
    it.each(cases.map((c, i) => [i, c] as const))("%i: %j", (i, [kind, options, second]) => {
      const parameters = [0, 1].map((k) => new Parameter(given(tensors[`start/${k}`], dtype)));
      const [a, b] = parameters;
      const groups = second === null ? [{ params: parameters }] : [{ params: [a] }, { params: [b], ...second }];
      const optimizer: { step(): void } = new makers[kind](groups, options);
      for (let step = 0; step < 100; step++) {
        for (const [k, p] of parameters.entries()) p.grad.data.set(tensors[`gradients/${k}`].rows(step, step + 1).data);
        optimizer.step();
        for (const [k, p] of parameters.entries())
          expectClose(`step ${step}, w${k}`, p.value.data, tensors[`${i}/${k}`].rows(step, step + 1).data, dtype);
      }
    });
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
