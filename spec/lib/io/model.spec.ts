import { describe, expect, it } from "vitest";
import {
  FpropError,
  heap,
  Linear,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  type AnyModule,
  type StateDict,
} from "../../../index.ts";
import { architectureOf, load, readSafetensors, save, writeSafetensors } from "../../../io.ts";
import { modules } from "../../cases.ts";
import { mutated, tries } from "../../mutate.ts";
import { refusal } from "../../refusal.ts";

type Data = Readonly<Record<string, unknown>>;
const text = (a: unknown): string => (typeof a === "string" ? a : JSON.stringify(a));
const zeros = (shapes: Readonly<Record<string, readonly number[]>>): StateDict =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, Tensor.zeros(shape)]));
/** A file of this architecture, and of tensors of these shapes. */
const file = (architecture: unknown, shapes: Readonly<Record<string, readonly number[]>> = {}): Uint8Array =>
  writeSafetensors(zeros(shapes), { architecture: text(architecture) });
const of = (kind: string, ...args: readonly unknown[]): Data => ({ kind, args });
const linear = (n: unknown, m: unknown, options: unknown = { bias: true, inputGrad: true }): Data =>
  of("Linear", n, m, options);
const one = { weight: [1, 1], bias: [1] };
const net = (): AnyModule => new Sequential(new Linear(2, 3, { rng: new Rng(1) }), new Tanh());
const whole = save(net());
const changed = (at: number, to: number): Uint8Array => whole.with(at < 0 ? whole.length + at : at, to);
const chain = (depth: number): Data =>
  Array.from({ length: depth }).reduce<Data>((inner) => of("Residual", inner), of("Tanh"));
const graph = (drawing: unknown): Data => of("Graph", drawing);
const drawing = { inputs: 1, nodes: [{ into: of("Tanh"), of: 0 }], end: 1 };

const transformer = {
  dimFeedforward: 1,
  dropout: 0,
  activation: of("Tanh"),
  layerNormEps: 1e-5,
  normFirst: false,
  bias: true,
  causal: false,
  rotary: false,
  srcKeyPaddingMask: false,
};

/** Files that are none, by name, and what is said of each. */
const evil: readonly (readonly [name: string, bytes: Uint8Array, said: string])[] = [
  // The container
  ["nothing", new Uint8Array(0), "safetensors: file should be of at least 8 bytes, got 0"],
  ["seven bytes", whole.subarray(0, 7), "safetensors: file should be of at least 8 bytes, got 7"],
  [
    "a header of 2⁶⁴ bytes",
    changed(7, 255),
    "safetensors: header should be of at most 100000000 bytes, got 18374686479671624000",
  ],
  [
    "half a header",
    whole.subarray(0, 100),
    "safetensors: header should be within the file of 100 bytes, got 320 bytes long",
  ],
  ["a header that is no JSON", changed(8, 91), "safetensors: header should be JSON in UTF-8, got something else"],
  ["a file cut off", whole.subarray(0, -1), "safetensors: data should be of 36 bytes, as the header has it, got 35"],
  [
    "a file that goes on",
    Uint8Array.from([...whole, 0]),
    "safetensors: data should be of 36 bytes, as the header has it, got 37",
  ],
  [
    "a checkpoint without an architecture",
    writeSafetensors(net().stateDict()),
    "metadata: architecture should be as save writes it, got none",
  ],
  // The text
  ["no text", file(""), "architecture: text should be JSON, got something else"],
  ["text that is no JSON", file("{kind: Tanh}"), "architecture: text should be JSON, got something else"],
  ["a program", file('(() => { throw "run"; })()'), "architecture: text should be JSON, got something else"],
  [
    "a key twice",
    file('{"kind":"Tanh","args":[],"kind":"Abs"}'),
    'architecture: keys should be different ones in an object, got "kind" twice',
  ],
  [
    "a key twice, written otherwise",
    file('{"kind":"Tanh","args":[],"\\u006bind":"Abs"}'),
    'architecture: keys should be different ones in an object, got "kind" twice',
  ],
  [
    "a million arrays in each other",
    file("[".repeat(1_000_000)),
    "architecture: text should be of at most 500000 parts, got 1000000",
  ],
  [
    "three hundred thousand in each other, closed",
    file("[".repeat(300_000) + "]".repeat(300_000)),
    "architecture: net should be an object of kind, args, shared, frozen, evaluating, got an array of 1",
  ],
  [
    "a million numbers",
    file(`{"kind":"Permute","args":[[0${",1".repeat(1_000_000)}]]}`),
    "architecture: text should be of at most 500000 parts, got 1000004",
  ],
  // The net
  ["null", file("null"), "architecture: net should be an object of kind, args, shared, frozen, evaluating, got null"],
  [
    "an array",
    file([of("Tanh")]),
    "architecture: net should be an object of kind, args, shared, frozen, evaluating, got an array of 1",
  ],
  [
    "a key too many",
    file({ ...of("Tanh"), code: "x" }),
    'architecture: net should be an object of kind, args, shared, frozen, evaluating, got one with "code"',
  ],
  [
    "a prototype",
    file('{"kind":"Tanh","args":[],"__proto__":{"x":1}}'),
    'architecture: net should be an object of kind, args, shared, frozen, evaluating, got one with "__proto__"',
  ],
  [
    "a constructor",
    file({ ...of("Tanh"), constructor: "Function" }),
    'architecture: net should be an object of kind, args, shared, frozen, evaluating, got one with "constructor"',
  ],
  [
    "no kind",
    file({ args: [] }),
    'architecture: net should be an object of kind, args, shared, frozen, evaluating, got one without "kind"',
  ],
  [
    "no arguments",
    file({ kind: "Tanh" }),
    'architecture: net should be an object of kind, args, shared, frozen, evaluating, got one without "args"',
  ],
  ["arguments that are none", file({ kind: "Tanh", args: "0" }), 'architecture: args should be an array, got "0"'],
  // Kinds
  ["an unknown kind", file(of("Tahn")), 'architecture: kind should be the name of a registered class, got "Tahn"'],
  [
    "a kind of an object's own names",
    file(of("constructor")),
    'architecture: kind should be the name of a registered class, got "constructor"',
  ],
  [
    "a kind that is the prototype",
    file(of("__proto__")),
    'architecture: kind should be the name of a registered class, got "__proto__"',
  ],
  [
    "a kind that is code",
    file(of("Function", "return process")),
    'architecture: kind should be the name of a registered class, got "Function"',
  ],
  [
    "a kind that is a Lambda",
    file(of("Lambda", "(x) => x")),
    'architecture: kind should be the name of a registered class, got "Lambda"',
  ],
  [
    "a kind that is an object",
    file({ kind: { name: "Tanh" }, args: [] }),
    "architecture: kind should be the name of a registered class, got an object",
  ],
  [
    "an unknown kind inside",
    file(of("Sequential", of("Residual", of("Tahn")))),
    'architecture.args[0].args[0]: kind should be the name of a registered class, got "Tahn"',
  ],
  // Arguments
  ["too many arguments", file(of("Tanh", 1)), "architecture: args should be 0 of them, got 1"],
  ["too few", file(of("Linear", 1)), "architecture: args should be 3 of them, got 1"],
  ["none where some have to be", file(of("Concat")), "architecture: args should be at least 1, got 0"],
  [
    "a size of −1",
    file(linear(-1, 1), one),
    "architecture.Linear: inFeatures should be an integer of at least 1, got -1",
  ],
  [
    "a size of ½",
    file(linear(0.5, 1), one),
    "architecture.Linear: inFeatures should be an integer of at least 1, got 0.5",
  ],
  ["a size in words", file(linear("1", 1), one), 'architecture.args[0]: argument should be a number, got "1"'],
  [
    "an infinite size",
    file(linear({ number: "Infinity" }, 1), one),
    "architecture: numbers should be at most 2, got Infinity",
  ],
  [
    "a number with another name",
    file(linear({ number: "NaN" }, 1), one),
    "architecture.args[0]: argument should be a number, got an object",
  ],
  [
    "an unknown option",
    file(linear(1, 1, { bias: true, inputGrad: true, init: "x" }), one),
    'architecture.args[2]: options should be an object of bias, inputGrad, got one with "init"',
  ],
  [
    "a missing option",
    file(linear(1, 1, { bias: true }), one),
    'architecture.args[2]: options should be an object of bias, inputGrad, got one without "inputGrad"',
  ],
  [
    "options with a prototype",
    file('{"kind":"Linear","args":[1,1,{"bias":true,"inputGrad":true,"__proto__":{}}]}', one),
    'architecture.args[2]: options should be an object of bias, inputGrad, got one with "__proto__"',
  ],
  [
    "an option of another type",
    file(linear(1, 1, { bias: 1, inputGrad: true }), one),
    "architecture.args[2].bias: argument should be true or false, got 1",
  ],
  [
    "a word that is none",
    file(of("GELU", { approximate: "erf" })),
    'architecture.GELU: approximate should be "none" or "tanh", got "erf"',
  ],
  [
    "a long word",
    file(of("GELU", { approximate: "x".repeat(101) })),
    'architecture.args[0].approximate: argument should be a word of at most 100 letters, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"',
  ],
  [
    "65 axes",
    file(
      of(
        "Permute",
        Array.from({ length: 65 }, (_, i) => i),
      ),
    ),
    "architecture.args[0]: argument should be a number, or at most 64 of them, or null, got an array of 65",
  ],
  [
    "a module that is a number",
    file(of("Residual", 1)),
    "architecture.args[0]: module should be an object of kind, args, got 1",
  ],
  [
    "a number that is a module",
    file(of("Dropout", of("Tanh"))),
    "architecture.args[0]: argument should be a number, got an object",
  ],
  [
    "a module that fits nowhere",
    file(of("LoRA", of("Tanh"), 1, { alpha: 1 })),
    "architecture.LoRA: base should be a Linear, got a Tanh",
  ],
  [
    "a weight that is not there",
    file(of("WeightNorm", of("Tanh"), { name: "weight", dim: 0 })),
    "architecture.WeightNorm: name should be that of a parameter of the module, got weight",
  ],
  [
    "names of layers that are one",
    file(of("Sequential", of("Tanh"), of("Abs"), { names: ["a", "a"] })),
    "architecture.Sequential: names should be 2 that differ, got a, a",
  ],
  [
    "a name that is a path",
    file(of("Sequential", of("Tanh"), { names: ["a.b"] })),
    'architecture.Sequential: a name should be a word without dots, got "a.b"',
  ],
  // Bombs
  [
    "65 modules in each other",
    file(chain(64)),
    "architecture….args[0].args[0].args[0].args[0]: depth should be at most 64, got 65",
  ],
  [
    "10 001 modules",
    file(of("Sequential", ...Array.from({ length: 10_000 }, () => of("Tanh")))),
    "architecture.args[9999]: modules should be at most 10000, got 10001",
  ],
  [
    "a layer of 2⁶² weights",
    file(linear(2 ** 31 - 1, 2 ** 31 - 1), one),
    "architecture: numbers should be at most 2, got 4611686014132420600",
  ],
  [
    "2³¹ − 1 layers",
    file(of("GRU", 1, 1, gru(2 ** 31 - 1)), { x: [100, 100] }),
    "architecture: modules should be at most 10000, got 2147483648",
  ],
  [
    "a Transformer for one number",
    file(of("TransformerEncoderLayer", 8192, 8, transformer), { x: [1] }),
    "architecture: numbers should be at most 1, got 268451840",
  ],
  [
    "2³¹ − 1 inputs",
    file(graph({ ...drawing, inputs: 2 ** 31 - 1, end: 0, nodes: [] })),
    "architecture: modules should be at most 10000, got 2147483648",
  ],
  // Graphs
  [
    "a graph of nothing",
    file(graph({ inputs: 0, nodes: [], end: 0 })),
    "architecture.args[0]: end should be a whole number from 0 to below 0, got 0",
  ],
  [
    "a node of itself",
    file(graph({ ...drawing, nodes: [{ into: of("Tanh"), of: 1 }] })),
    "architecture.args[0].nodes[0]: of should be a whole number from 0 to below 1, got 1",
  ],
  [
    "a node that leads nowhere",
    file(graph({ ...drawing, end: 0 })),
    "architecture.Graph: nodes should be in the order of its plan, each of use, got another order",
  ],
  [
    "an end that is not there",
    file(graph({ ...drawing, end: 2 })),
    "architecture.args[0]: end should be a whole number from 0 to below 2, got 2",
  ],
  [
    "a node of two kinds",
    file(graph({ ...drawing, nodes: [{ into: of("Tanh"), of: 0, at: 0 }] })),
    'architecture.args[0].nodes[0]: node should be an object of at, of, got one with "into"',
  ],
  [
    "nodes in another order than the graph's own",
    file(
      graph({
        inputs: 1,
        nodes: [{ into: of("Tanh"), of: 0 }, { into: of("Abs"), of: 0 }, { join: [2, 1] }],
        end: 3,
      }),
    ),
    "architecture.Graph: nodes should be in the order of its plan, each of use, got another order",
  ],
  [
    "a tuple of 200 000",
    file(graph({ inputs: 1, nodes: [{ join: new Array<number>(200_000).fill(0) }], end: 1 })),
    "architecture.args[0].nodes[0]: join should be an array of at most 10000 nodes, got an array of 200000",
  ],
  // What is shared, frozen, in evaluation
  [
    "a path that is not there",
    file({ ...linear(1, 1), frozen: ["weights"] }, one),
    'architecture.frozen[0]: path should be one of the net\'s, once, got "weights"',
  ],
  [
    "a path twice",
    file({ ...linear(1, 1), frozen: ["bias", "bias"] }, one),
    'architecture.frozen[1]: path should be one of the net\'s, once, got "bias"',
  ],
  [
    "a mode that is none",
    file({ ...of("Tanh"), evaluating: false }),
    "architecture.evaluating: paths should be an array, got false",
  ],
  [
    "a module that is not there",
    file({ ...of("Tanh"), evaluating: ["0"] }),
    'architecture.evaluating[0]: path should be one of the net\'s, once, got "0"',
  ],
  [
    "one parameter of two shapes",
    file({ ...linear(1, 1), shared: [["weight", "bias"]] }, one),
    'architecture.shared[0][1]: "bias" should be Parameter float32 [1, 1], got Parameter float32 [1]',
  ],
  [
    "one in two groups",
    file(
      {
        ...of("Sequential", linear(1, 1), linear(1, 1)),
        shared: [
          ["0.bias", "1.bias"],
          ["1.bias", "0.weight"],
        ],
      },
      { "0.weight": [1, 1], "0.bias": [1], "1.weight": [1, 1], "1.bias": [1] },
    ),
    'architecture.shared[1][0]: path should be in one group, got "1.bias"',
  ],
  [
    "a group of one",
    file({ ...linear(1, 1), shared: [["bias"]] }, one),
    "architecture.shared[0]: paths should be two or more, got 1",
  ],
  [
    "one parameter of two values",
    twins(3),
    'shared: tensor "0.bias" should be the same as where it is shared, got another at 0',
  ],
  [
    "buffers of checkpoints that are not alike",
    file({
      ...of("Sequential", of("Checkpoint", of("Tanh")), of("Checkpoint", of("Abs"))),
      shared: [["0.workspace", "1.workspace"]],
    }),
    'architecture.shared[0][1]: "1.workspace" should be workspace for {"kind":"Tanh","args":[]}, got workspace for {"kind":"Abs","args":[]}',
  ],
  // Tensors
  [
    "a tensor missing",
    file(linear(1, 1), { weight: [2, 1] }),
    "Linear(1 → 1): state should be exactly the module's names, got missing [bias], unexpected []",
  ],
  [
    "a tensor too many",
    file(linear(1, 1), { ...one, more: [1] }),
    "Linear(1 → 1): state should be exactly the module's names, got missing [], unexpected [more]",
  ],
  [
    "a tensor of another shape",
    file(linear(1, 2), { weight: [1, 2], bias: [2] }),
    'Linear(1 → 2): state "weight" should be [2, 1], got [1, 2]',
  ],
];

/** A layer and its twin, which has another bias. */
function twins(bias: number): Uint8Array {
  const layer = new Linear(1, 1, { rng: new Rng(1) });
  const bytes = save(new Sequential(layer, layer.twin()));
  const { tensors, metadata } = readSafetensors(bytes);
  return writeSafetensors({ ...tensors, "1.bias": Tensor.from([bias]) }, metadata);
}

function gru(numLayers: number): Data {
  const flags = { bidirectional: false, states: false, lengths: false, remember: false, bias: true, inputGrad: true };
  return { numLayers, batchFirst: true, dropout: 0, ...flags };
}

describe("an evil file", () => {
  it.each(evil)("%s is refused", (_, bytes, said) => {
    const before = process.memoryUsage();
    const error = refusal(() => load(bytes));
    const after = process.memoryUsage();
    expect(error.code).toBe("FORMAT");
    expect(error.message.replace(/(\.args\[0\]){60}/, "…")).toBe(said);
    const taken = after.heapUsed - before.heapUsed + (after.arrayBuffers - before.arrayBuffers);
    expect(taken).toBeLessThan(2 * bytes.length + 32e6);
  });

  it("is one of sixty at least", () => {
    expect(new Set(evil.map(([name]) => name)).size).toBe(evil.length);
    expect(evil.length).toBeGreaterThanOrEqual(60);
  });
});

const tokens = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '\\"',
  '\\"kind\\":',
  "0",
  "9",
  "-",
  "e",
  "null",
  "true",
  "Tanh",
  "F64",
  "I32",
];
/** Junk of all types. */
const junk: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 0.5, 3, 64, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -(2 ** 31), 1e300, 5e-324],
  ...["", "x", "same", "none", "weight", "0", "__proto__", "constructor", "x".repeat(200)],
  ...[[], [[]], [1, 1], [0], [null], [1, 2, 3], {}, { kind: "Tanh" }, { args: [] }, { kind: "Tanh", args: [] }],
  ...[{ number: "Infinity" }, { number: "-0" }, { number: "-Infinity" }, { toString: 1 }, { length: 1e9 }],
];
const names = modules.map((row) => row.of);

/** Every place of a JSON value: the array or object that it is in, and its key there. */
function placesIn(
  value: unknown,
  found: [Record<string, unknown>, string][] = [],
): [Record<string, unknown>, string][] {
  if (typeof value === "object" && value !== null)
    for (const key of Object.keys(value)) {
      found.push([value as Record<string, unknown>, key]);
      placesIn((value as Record<string, unknown>)[key], found);
    }
  return found;
}

/** Changes a JSON value in one place, knowing what it is. */
function mutate(root: Record<string, unknown>, rng: Rng): void {
  const pick = <T>(from: readonly T[]): T => from[rng.integer(from.length)];
  const places = placesIn(root);
  if (places.length === 0) return;
  const [holder, key] = pick(places);
  const value = holder[key];
  const way = rng.integer(9);
  if (way === 0) holder[key] = structuredClone(pick(junk));
  else if (way === 1 && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (way === 1) delete holder[key];
  else if (way === 2 && Array.isArray(value)) value.push(structuredClone(pick(junk)));
  else if (way === 2 && Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(value));
  else if (way === 3)
    Object.defineProperty(holder, pick([...names, "args", "kind", "shared", "frozen", "__proto__"]), own(value));
  else if (way === 4) holder[key] = { kind: pick(names), args: [structuredClone(value)] };
  else if (way === 5) holder[key] = structuredClone(pick(places.map(([h, k]) => h[k])));
  else if (way === 6)
    root[pick(["shared", "frozen", "evaluating"])] = pick([[["0.weight", "2.weight"]], ["0"], ["weight"], true, [""]]);
  else if (typeof value === "number")
    holder[key] = pick([value + 1, value - 1, -value, value * 2, value / 2, 2 ** 40 * value]);
  else if (typeof value === "boolean") holder[key] = !value;
  else if (key === "kind") holder[key] = pick(names);
  else holder[key] = structuredClone(pick(junk));
}
const own = (value: unknown): PropertyDescriptor => ({ value, enumerable: true, writable: true, configurable: true });

describe("a mutated file", () => {
  const rows = modules.filter((row) => row.of !== "Basis" && row.of !== "Lambda");
  const rng = new Rng(5);
  const saved = rows.map((row) => save(row.make(rng)));

  /** Finalizers run between turns alone, and memory comes back by them. */
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  /** Loads it or has it refused; what is loaded can be saved, and loaded again. */
  const outcome = (bytes: Uint8Array): boolean => {
    const heapBefore = heap.used;
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    try {
      const net = load(bytes);
      expect(architectureOf(load(save(net)))).toEqual(architectureOf(net));
      return true;
    } catch (error) {
      if (!(error instanceof FpropError && error.code === "FORMAT")) throw error;
      return false;
    } finally {
      expect(performance.now() - start).toBeLessThan(2000);
      expect(process.memoryUsage().arrayBuffers - before + (heap.used - heapBefore)).toBeLessThan(
        2 * bytes.length + 32e6,
      );
    }
  };

  it("is read or refused, typed, in time and in little memory, where its bytes are changed", async () => {
    let read = 0;
    const count = tries(6000) / 2;
    for (let i = 0; i < count; i++) {
      if (i % 500 === 0) await turn();
      if (outcome(mutated(saved[rng.integer(saved.length)], rng, tokens))) read++;
    }
    expect(read).toBeGreaterThan(count / 100);
    expect(read).toBeLessThan(count / 2);
  }, 600_000);

  it("is read or refused, typed, in time and in little memory, where its architecture is", async () => {
    let read = 0;
    const count = tries(6000) / 2;
    for (let i = 0; i < count; i++) {
      if (i % 500 === 0) await turn();
      const { tensors, metadata } = readSafetensors(saved[rng.integer(saved.length)]);
      const architecture = JSON.parse(metadata.architecture) as Record<string, unknown>;
      for (let n = 1 + rng.integer(3); n > 0; n--) mutate(architecture, rng);
      if (outcome(writeSafetensors(tensors, { architecture: JSON.stringify(architecture) }))) read++;
    }
    expect(read).toBeGreaterThan(count / 100);
    expect(read).toBeLessThan(count / 2);
  }, 600_000);
});
