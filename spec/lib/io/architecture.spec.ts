import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  Add,
  Basis,
  BatchNorm1d,
  Checkpoint,
  Clamp,
  Conv1d,
  Conv3d,
  MultiheadAttention,
  PReLU,
  RNN,
  Transformer,
  TransformerEncoderLayer,
  WeightNorm,
  type StateDict,
  Dropout,
  Embedding,
  Graph,
  join,
  Lambda,
  Linear,
  LoRA,
  LSTM,
  manualSeed,
  MaxPool1d,
  Module,
  Residual,
  Rng,
  Sequential,
  Tanh,
  type AnyModule,
  type DType,
  type Node,
  type Tensor,
  type Value,
} from "../../../index.ts";
import { kinds } from "../../../lib/io/kinds.ts";
import { generator } from "../../../lib/rng.ts";
import { architectureOf, build, forms, kind, load, readSafetensors, save, writeSafetensors } from "../../../io.ts";
import { inputOf, modules, tables } from "../../cases.ts";
import { BasicBlock, nets } from "../../nets.ts";
import { refusal } from "../../refusal.ts";
import { bits, cast, kept, normalLike } from "../../values.ts";

/** Whose function is a program of the caller's, so that it is not data. */
const programs = ["Basis", "Lambda"];
const rows = modules.filter((row) => !programs.includes(row.of));

it("there is a kind for every exported module, but for those whose function is a program", () => {
  const [[, names]] = tables;
  const named = kinds().map(({ name, of }) => [name, of.name]);
  expect(named.map(([name]) => name)).toEqual([...named.map(([, of]) => of)]);
  expect(new Set([...named.map(([name]) => name), ...programs])).toEqual(new Set(names));
});

describe.each(rows.map((row) => [`${row.of} (${row.how})`, row] as const))("%s", (_, row) => {
  const x = inputOf(row, row.make(new Rng(1)));
  /** What a step gives, forth and back, all gradients and all buffers after it. */
  const step = (module: AnyModule, dtype: DType): string => {
    const y = kept(module.fprop(cast(x, dtype)) as Value);
    const dx = module.bprop(normalLike(y, new Rng(1)) as never) as Value;
    const after = module.namedBuffers().map(([, b]) => b.value);
    return bits([y, dx, ...module.parameters().map((p) => p.grad), ...after] as Value);
  };

  it("is JSON, and what is made of it says the same of itself", () => {
    const module = row.make(new Rng(1));
    const architecture = architectureOf(module);
    const text = JSON.stringify(architecture);
    expect(JSON.parse(text)).toEqual(architecture);
    const made = build(JSON.parse(text));
    expect(made.constructor).toBe(module.constructor);
    expect(JSON.stringify(architectureOf(made))).toBe(text);
    expect(String(made)).toBe(String(module));
  });

  it("has about as many numbers as its kinds say before it is made, and no less", () => {
    const module = row.make(new Rng(1));
    const state = Object.values(module.stateDict()).reduce((n, t) => n + t.size, 0);
    const architecture = architectureOf(module);
    expect(() => build(architecture, { numbers: state })).not.toThrow();
    if (state > 32)
      expect(refusal(() => build(architecture, { numbers: Math.floor(state / 32) }))).toMatchObject({
        what: "numbers",
      });
  });

  it.each(["float32", "float64"] as const)("is loaded with the same bits forth and back, in %s", (dtype) => {
    const module = row.make(new Rng(1)).to(dtype);
    const stream = new Rng(7);
    for (const train of [false, true]) {
      module.train(train);
      const made = load(save(module), { rng: stream });
      expect(made.namedParameters().map(([path]) => path)).toEqual(module.namedParameters().map(([path]) => path));
      expect(made.training).toBe(train);
      expect(made.namedStreams().length).toBe(Math.min(module.namedStreams().length, 1));
      for (const [, own] of module.namedStreams()) stream.state = own.state;
      module.zeroGrad();
      const wanted = step(module, dtype);
      expect(step(made, dtype)).toBe(wanted);
    }
  });
});

it.each([
  ["inputs far more than units", 2, () => new LSTM(300, 1)],
  ["units far more than inputs", 2, () => new RNN(1, 90)],
  ["windows of three axes", 2, () => new Conv3d(1, 1, 9)],
  ["layers in both directions", 4, () => new LSTM(1, 9, { numLayers: 9, bidirectional: true })],
  ["layers of one unit", 6, () => new RNN(1, 1, { numLayers: 90, bidirectional: true })],
  ["keys far larger than queries", 2, () => new MultiheadAttention(2, 1, { cross: true, kdim: 400, vdim: 300 })],
  ["activations with parameters of their own", 2, () => transformer(new PReLU({ numParameters: 900 }))],
  ["a large net for each place", 2, () => new TransformerEncoderLayer(2, 1, { dimFeedforward: 900 })],
])("numbers are known before there are any: %s", (_, part, make) => {
  const module = make();
  const state = Object.values(module.stateDict()).reduce((n, t) => n + t.size, 0);
  const architecture = architectureOf(module);
  expect(() => build(architecture, { numbers: state })).not.toThrow();
  const numbers = Math.floor(state / part);
  expect(refusal(() => build(architecture, { numbers }))).toMatchObject({ what: "numbers" });
});

it("numbers are counted again where one parameter has a weight norm over a weight norm", () => {
  const norm = (m: Module, name: string): WeightNorm => new WeightNorm(m, { name });
  const inner = norm(new Linear(9, 9), "weight");
  const outer = architectureOf(norm(inner, "weight_v"));
  expect(() => build(architectureOf(norm(inner, "bias")), { numbers: 120 })).not.toThrow();
  expect(refusal(() => build(outer, { numbers: 120 }))).toMatchObject({ what: "numbers", got: "162" });
});

it("a kernel's size may be one number for all axes, and counts as that", () => {
  const conv = architectureOf(new Conv3d(1, 1, 9));
  const args = conv.args.with(2, 9);
  expect(String(build({ kind: "Conv3d", args }))).toBe("Conv3d(1 → 1, 9×9×9)");
  expect(refusal(() => build({ kind: "Conv3d", args }, { numbers: 728 }))).toMatchObject({ got: "729" });
});

function transformer(activation: Module): Transformer {
  return new Transformer(2, 1, { numEncoderLayers: 3, numDecoderLayers: 3, dimFeedforward: 1, activation });
}

describe("an architecture", () => {
  const layer = (n: number, m: number): Linear => new Linear(n, m, { rng: new Rng(n) });

  it("reads like the program that made the net", () => {
    expect(architectureOf(new Sequential(layer(2, 3), new Tanh()))).toEqual({
      kind: "Sequential",
      args: [
        { kind: "Linear", args: [2, 3, { bias: true, inputGrad: true }] },
        { kind: "Tanh", args: [] },
      ],
    });
    expect(architectureOf(Sequential.named({ fc: layer(2, 1), last: new Tanh() })).args[2]).toEqual({
      names: ["fc", "last"],
    });
    const graph = new Graph((x: Node, y: Node) => {
      const both = join(x, y);
      return [both.into(new Add()), both.at(1)] as const;
    });
    expect(architectureOf(graph).args).toEqual([
      {
        inputs: 2,
        nodes: [{ join: [0, 1] }, { into: { kind: "Add", args: [] }, of: 2 }, { at: 1, of: 2 }, { join: [3, 4] }],
        end: 5,
      },
    ]);
    // A weight that is nothing but numbers has words for all of them.
    expect(architectureOf(new Clamp(-0, Infinity)).args).toEqual([{ number: "-0" }, { number: "Infinity" }]);
    expect(architectureOf(new Conv1d(2, 4, 2, { padding: "same" })).args[3]).toMatchObject({ padding: "same" });
  });

  it("keeps what is shared: twins, a tied weight, the buffers of checkpoints", () => {
    const first = layer(3, 3);
    const embedding = new Embedding(5, 3, { rng: new Rng(2) });
    const head = layer(3, 5);
    Object.assign(head, { weight: embedding.weight });
    const checkpoint = new Checkpoint(new Sequential(layer(3, 3), new MaxPool1d(1)));
    const other = new Checkpoint(checkpoint.module.twin(), { sharing: checkpoint });
    const net = new Sequential(embedding, first, first.twin(), checkpoint, other, head) as Sequential<AnyModule[]>;
    expect(architectureOf(net).shared).toEqual([
      ["0.weight", "5.weight"],
      ["1.weight", "2.weight"],
      ["1.bias", "2.bias"],
      ["3.workspace", "4.workspace"],
      ["3.module.0.weight", "4.module.0.weight"],
      ["3.module.0.bias", "4.module.0.bias"],
    ]);
    const made = load(save(net)) as typeof net;
    expect(architectureOf(made)).toEqual(architectureOf(net));
    expect(made.parameters().length).toBe(net.parameters().length);
    const [a, b, c] = [made.layers[0], made.layers[5], made.layers[2]] as [Embedding, Linear, Linear];
    expect(a.weight).toBe(b.weight);
    expect((made.layers[1] as Linear).bias).toBe(c.bias);
    expect((made.layers[3] as Checkpoint).workspace).toBe((made.layers[4] as Checkpoint).workspace);
  });

  it("keeps modes, what is frozen, and precisions, of which a net may have several", () => {
    const net = new Sequential(layer(2, 2), new BatchNorm1d(2), new Dropout(), layer(2, 1).to("float64"));
    net.layers[0].freeze();
    net.layers[1].eval();
    net.layers[3].bias!.trainable = false;
    expect(architectureOf(net)).toMatchObject({ frozen: ["0.weight", "0.bias", "3.bias"], evaluating: ["1"] });
    const made = load(save(net));
    expect(architectureOf(made)).toEqual(architectureOf(net));
    expect(made.parameters().map((p) => p.value.dtype)).toEqual(net.parameters().map((p) => p.value.dtype));
    expect(architectureOf(net.eval())).toMatchObject({ evaluating: true });
    expect(architectureOf(new LoRA(layer(2, 2), 1)).frozen).toEqual(["base_layer.weight", "base_layer.bias"]);
    expect(architectureOf(load(save(new LoRA(layer(2, 2), 1).freeze(false)))).frozen).toBeUndefined();
  });

  it("leaves the global generator where it was, and draws from it or from a stream that is given", () => {
    manualSeed(3);
    const net = new Sequential(new Linear(2, 2), new Sequential(new Dropout(), new LSTM(2, 2, { dropout: 0.5 })));
    const { state } = generator;
    const made = load(save(net));
    expect(generator.state).toEqual(state);
    expect(made.namedStreams()).toEqual([["1.0.rng", generator]]);
    const rng = new Rng(4);
    const own = build(architectureOf(net), { rng });
    expect(own.namedStreams().map(([, stream]) => stream === rng)).toEqual([true]);
    expect(refusal(() => build({ kind: "Linear", args: [1, 1] }))).toMatchObject({ code: "FORMAT" });
    expect(generator.state).toEqual(state);
  });

  it("says a module of the caller's own only where he has given its kind", () => {
    const kinds = [kind("Doubled", Doubled, [forms.layer, forms.number], (m) => [m.inner, m.times])];
    const net = new Sequential(new Doubled(layer(2, 2), 3), new Doubled(new Tanh(), 2)) as AnyModule;
    const who = "net.0.Doubled";
    expect(refusal(() => architectureOf(net))).toMatchObject({ code: "ARGUMENT", path: who, what: "kind" });
    const bytes = save(net, { kinds });
    expect(refusal(() => load(bytes))).toMatchObject({
      code: "FORMAT",
      path: "architecture.args[0]",
      got: '"Doubled"',
    });
    expect(
      load(bytes, { kinds })
        .parameters()
        .map((p) => bits(p.value)),
    ).toEqual(net.parameters().map((p) => bits(p.value)));
    const twice = [kind("Linear", Doubled, [], () => [])];
    expect(refusal(() => build({ kind: "Tanh", args: [] }, { kinds: twice }))).toMatchObject({ code: "DUPLICATE" });
    // Neither a subclass of a module that is data, nor a function, is data itself.
    class Quiet extends Tanh {}
    expect(refusal(() => architectureOf(new Residual(new Quiet())))).toMatchObject({ path: "net.module.Quiet" });
    const said = [kind("Doubled", Doubled, [forms.layer, forms.number], (m) => [m.inner, () => m.times])];
    expect(refusal(() => save(net, { kinds: said }))).toMatchObject({ code: "ARGUMENT", what: "argument" });
  });

  it.each([
    ["a Lambda", (x: AnyModule) => new Sequential(x, new Lambda((e) => e)), "net.1.Lambda"],
    [
      "a Basis inside",
      (x: AnyModule) => new Sequential(x, new Residual(new Basis(1, 1, (r) => r))),
      "net.1.module.Basis",
    ],
  ])("refuses to say %s, by its path", (_, make, path) => {
    const error = refusal(() => save(make(new Tanh()) as AnyModule));
    expect(error).toMatchObject({ code: "ARGUMENT", what: "kind" });
    expect(error.path.startsWith(path)).toBe(true);
  });

  it("is refused where it is too deep or too large, as the file of it would be", () => {
    const chain = (n: number): Module => (n === 0 ? new Tanh() : new Residual(chain(n - 1)));
    expect(refusal(() => save(chain(64)))).toMatchObject({ code: "ARGUMENT", what: "depth" });
    expect(load(save(chain(63))).modules().length).toBe(64);
    expect(load(save(chain(99), { depth: 100 }), { depth: 100 }).modules().length).toBe(100);
    const many = new LSTM(1, 1, { numLayers: 3 });
    expect(refusal(() => save(many, { modules: 3 }))).toMatchObject({ code: "ARGUMENT", what: "modules" });
    expect(refusal(() => load(save(many), { modules: 3 }))).toMatchObject({ code: "FORMAT", what: "modules" });
    const name = "n".repeat(100);
    let deep: AnyModule = new Sequential(...Array.from({ length: 300 }, () => new Tanh())) as AnyModule;
    for (let i = 0; i < 60; i++) deep = Sequential.named({ [name]: deep });
    expect(refusal(() => build(architectureOf(deep)))).toMatchObject({ code: "FORMAT", what: "paths" });
  });

  it("takes plain values alone", () => {
    for (const value of [
      undefined,
      null,
      [],
      "Tanh",
      new Tanh(),
      new Map([["kind", "Tanh"]]),
      Object.create({ kind: "Tanh", args: [] }),
    ])
      expect(refusal(() => build(value))).toMatchObject({ code: "FORMAT", path: "architecture" });
    expect(String(build(Object.assign(Object.create(null), { kind: "Tanh", args: [] })))).toBe("Tanh");
    expect(refusal(() => architectureOf({} as never))).toMatchObject({ code: "ARGUMENT" });
    expect(refusal(() => load("x" as never))).toMatchObject({ code: "ARGUMENT" });
  });
});

describe("a saved net", () => {
  const kinds = [
    kind("BasicBlock", BasicBlock, [forms.number, forms.number, forms.number], ({ conv1 }) => [
      conv1.inChannels,
      conv1.outChannels,
      conv1.window.stride[0],
    ]),
  ];
  it.each(Object.keys(nets))("is the net again: %s, with PyTorch's state", (name) => {
    const folder = path.join(import.meta.dirname, "../../fixtures/checkpoints");
    const read = (file: string): StateDict =>
      readSafetensors(readFileSync(path.join(folder, `${file}.safetensors`))).tensors;
    const net = nets[name]();
    net.loadStateDict(read(name));
    const x = read("outputs")[`${name}/x`];
    expect(bits(load(save(net, { kinds }), { kinds }).predict(x) as Tensor)).toBe(bits(net.predict(x) as Tensor));
  });

  it("is a file for PyTorch as well: only words are added", () => {
    const net = new Sequential(new Linear(2, 3), new BatchNorm1d(3));
    const bytes = save(net, { metadata: { note: "of today" } });
    const { tensors, metadata } = readSafetensors(bytes);
    expect(Object.keys(metadata)).toEqual(["format", "note", "architecture"]);
    expect(metadata).toMatchObject({ format: "pt", note: "of today" });
    expect(writeSafetensors(tensors)).toEqual(writeSafetensors(net.stateDict()));
    expect(refusal(() => save(net, { metadata: { architecture: "" } }))).toMatchObject({ code: "ARGUMENT" });
  });
});

/** y = times f(x) */
class Doubled extends Module<Tensor> {
  readonly inner: AnyModule;
  readonly times: number;
  constructor(inner: AnyModule, times: number) {
    super();
    this.inner = inner;
    this.times = times;
  }
  fprop(x: Tensor): Tensor {
    return x;
  }
  bprop(dy: Tensor): Tensor {
    return dy;
  }
}
