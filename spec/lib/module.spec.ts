import { describe, expect, it } from "vitest";
import {
  Add,
  Buffer,
  Embedding,
  Flatten,
  generator,
  Graph,
  heap,
  Identity,
  init,
  join,
  kernels,
  Linear,
  Maxout,
  Module,
  MSELoss,
  Parameter,
  ReLU,
  Residual,
  Rng,
  Sequential,
  Tanh,
  Tensor,
  type Node,
} from "../../index.ts";

const refused = (code: string, message: RegExp | string): unknown =>
  expect.objectContaining({ name: "FpropError", code, message: expect.stringMatching(message) as string });

const rng = new Rng(1);
const input = (...shape: number[]): Tensor => init.normal()(shape, rng);

const mlp = () => new Sequential(new Linear(4, 3, { rng }), new Tanh(), new Linear(3, 2, { rng }));

/** A module of one's own, with children in fields and in arrays. */
class Custom extends Module {
  readonly scale: Parameter = new Parameter(Tensor.from([1, 2]));
  readonly layers: readonly Module[] = [new Linear(2, 2, { rng }), new ReLU()];
  readonly extras: readonly Parameter[] = [new Parameter(Tensor.zeros([3]))];
  readonly inner: Module = new Residual(new Linear(2, 2, { bias: false, rng }));
  readonly settings: readonly number[] = [1, 2];
  y: Tensor | undefined;

  fprop(x: Tensor): Tensor {
    this.y = this.inner.fprop(x);
    return this.y;
  }
  bprop(dy: Tensor): Tensor {
    return this.inner.bprop(dy);
  }
}

/** Runs fprop and bprop with dy = 1; returns the gradients of all parameters. */
function gradients(net: Module, x: Tensor): number[][] {
  const y = net.fprop(x);
  const dy = y.clone();
  dy.data.fill(1);
  net.bprop(dy);
  return net.parameters().map((p) => [...p.grad.data]);
}

describe("the parameters of a module", () => {
  it("have the paths that PyTorch gives them, in its order", () => {
    expect(
      mlp()
        .namedParameters()
        .map(([name]) => name),
    ).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
    const nested = new Sequential(
      new Residual(new Sequential(new Linear(2, 2), new Tanh())),
      new Maxout(2, 3, 2, { bias: false }),
    );
    expect(nested.namedParameters().map(([name]) => name)).toEqual([
      "0.module.0.weight",
      "0.module.0.bias",
      "1.linear.weight",
    ]);
  });

  it("are found in fields and arrays: a module's own before those of the modules in it", () => {
    expect(new Custom().namedParameters().map(([name]) => name)).toEqual([
      "scale",
      "extras.0",
      "layers.0.weight",
      "layers.0.bias",
      "inner.module.weight",
    ]);
  });

  it("come once where they are shared, but stand in the state dict under every path", () => {
    const a = new Linear(2, 2);
    const net = new Sequential(a, new Tanh(), a.twin());
    expect(net.namedParameters()).toEqual([
      ["0.weight", a.weight],
      ["0.bias", a.bias],
    ]);
    expect(net.parameters()).toEqual([a.weight, a.bias]);
    expect(Object.keys(net.stateDict())).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
  });

  it("can be frozen and resumed", () => {
    const net = mlp();
    net.layers[0].freeze();
    expect(net.parameters().map((p) => p.trainable)).toEqual([false, false, true, true]);
    const [w0, b0, w2] = gradients(net, input(3, 4));
    expect([...w0, ...b0].every((g) => g === 0)).toBe(true);
    expect(w2.some((g) => g !== 0)).toBe(true);
    net.freeze(false);
    expect(net.parameters().every((p) => p.trainable)).toBe(true);
    expect(gradients(net, input(3, 4))[0].some((g) => g !== 0)).toBe(true);
  });

  it("change precision together", () => {
    const net = mlp();
    expect(net.to("float64")).toBe(net);
    expect(net.parameters().map((p) => p.value.dtype)).toEqual(["float64", "float64", "float64", "float64"]);
    expect(net.fprop(input(2, 4).to("float64")).dtype).toBe("float64");
    expect(() => net.fprop(input(2, 4))).toThrow(refused("DTYPE", /^net\.0\.Linear\(4 → 3\): x should be float64/));
    expect(() => net.to("int32" as "float32")).toThrow(refused("DTYPE", /^Sequential: dtype/));
  });

  it("lose their gradients by zeroGrad", () => {
    const net = mlp();
    gradients(net, input(3, 4));
    net.zeroGrad();
    expect(net.parameters().every((p) => p.grad.data.every((g) => g === 0))).toBe(true);
  });
});

describe("modules()", () => {
  it("lists the module, then what is in it", () => {
    const net = mlp();
    expect(net.modules()).toEqual([net, ...net.layers]);
    expect([...new Sequential(new Residual(new Linear(2, 2))).namedModules()].map(([path]) => path)).toEqual([
      "",
      "0",
      "0.module",
    ]);
  });

  it("all go into training and evaluation mode", () => {
    const net = new Sequential(new Residual(new Linear(2, 2)));
    expect(net.modules().every((m) => m.training)).toBe(true);
    expect(net.eval()).toBe(net);
    expect(net.modules().map((m) => m.training)).toEqual([false, false, false]);
    net.train();
    expect(net.modules().map((m) => m.training)).toEqual([true, true, true]);
  });
});

describe("a state dict", () => {
  it("has copies, and loading it brings them back", () => {
    const net = mlp();
    const state = net.stateDict();
    const x = input(5, 4);
    const before = net.predict(x);
    for (const p of net.parameters()) p.value.data.fill(0.5);
    expect(net.predict(x)).not.toEqual(before);
    expect(net.loadStateDict(state)).toEqual({ missing: [], unexpected: [] });
    expect(net.predict(x)).toEqual(before);
    state["0.bias"].data.fill(9);
    expect(net.predict(x)).toEqual(before);
  });

  it("is rounded to the precision of the parameters", () => {
    const net = new Linear(1, 1, { bias: false });
    net.loadStateDict({ weight: Tensor.from([[0.1]], undefined, "float64") });
    expect(net.weight.value.item()).toBe(Math.fround(0.1));
    expect(net.weight.value.dtype).toBe("float32");
  });

  const tensor = (shape: readonly number[], dtype?: "int32"): Tensor => Tensor.zeros(shape, dtype);
  it.each([
    ["a missing name", { weight: tensor([2, 3]) }, "STATE_DICT", /missing \[bias\], unexpected \[\]/],
    [
      "an unexpected name",
      { weight: tensor([2, 3]), bias: tensor([2]), more: tensor([1]) },
      "STATE_DICT",
      /missing \[\], unexpected \[more\]/,
    ],
    [
      "another shape",
      { bias: tensor([2]), weight: tensor([3, 2]) },
      "SHAPE",
      /state "weight" should be \[2, 3\], got \[3, 2\]/,
    ],
    ["another shape of the last", { weight: tensor([2, 3]), bias: tensor([3]) }, "SHAPE", /state "bias"/],
    ["integers", { weight: tensor([2, 3]), bias: tensor([2], "int32") }, "DTYPE", /state "bias"/],
    ["what is no tensor", { weight: tensor([2, 3]), bias: [0, 0] }, "SHAPE", /a Tensor, got an array of 2/],
    [
      "an inherited name",
      Object.create({ weight: tensor([2, 3]), bias: tensor([2]) }),
      "STATE_DICT",
      /missing \[weight, bias\]/,
    ],
    ["nothing", null, "STATE_DICT", /an object of tensors by path, got null/],
  ] as const)("with %s is refused, and nothing is loaded", (_, state, code, message) => {
    const net = new Linear(3, 2, { rng });
    const before = net.stateDict();
    expect(() => net.loadStateDict(state as Record<string, Tensor>)).toThrow(refused(code, message));
    expect(net.stateDict()).toEqual(before);
  });

  it("is loaded as far as names agree where that is wished, but shapes must fit", () => {
    const net = new Linear(3, 2, { rng });
    const before = net.stateDict();
    const weight = input(2, 3);
    expect(net.loadStateDict({ weight, more: weight }, { strict: false })).toEqual({
      missing: ["bias"],
      unexpected: ["more"],
    });
    expect(net.stateDict()).toEqual({ weight, bias: before.bias });
    expect(() => net.loadStateDict({ weight: input(2, 2) }, { strict: false })).toThrow(refused("SHAPE", /weight/));
  });
});

describe("a twin", () => {
  it("shares parameters and has intermediates of its own", () => {
    const a = new Linear(2, 2, { rng });
    const [x1, x2] = [input(3, 2), input(3, 2)];
    a.fprop(x1);
    const b = a.twin();
    expect(b).toBeInstanceOf(Linear);
    expect([b.weight, b.bias, b.x, b.y]).toEqual([a.weight, a.bias, undefined, undefined]);
    expect(b.weight).toBe(a.weight);
    const y1 = a.fprop(x1).clone();
    b.fprop(x2);
    expect(a.y!.toArray()).toEqual(y1.toArray());

    const dy = input(3, 2);
    a.bprop(dy);
    const first = a.weight.grad.clone();
    b.bprop(dy);
    const alone = a.clone();
    alone.zeroGrad();
    alone.fprop(x2);
    alone.bprop(dy);
    expect([...a.weight.grad.data]).toEqual(
      [...first.data].map((g, i) => expect.closeTo(g + alone.weight.grad.data[i], 5) as number),
    );
  });

  it("of a container shares what is inside, and knows no fprop", () => {
    const net = mlp();
    net.fprop(input(3, 4));
    const twin = net.twin();
    expect(twin.parameters()).toEqual(net.parameters());
    expect(twin.parameters().every((p, i) => p === net.parameters()[i])).toBe(true);
    expect(twin.layers[0]).not.toBe(net.layers[0]);
    expect(() => twin.layers[0].bprop(input(3, 3))).toThrow(refused("STATE", /called after fprop/));
    expect(() => twin.bprop(input(3, 2))).toThrow(refused("STATE", /called after fprop/));
  });
});

describe("a clone", () => {
  it("has parameters of its own, shared inside as they were", () => {
    const a = new Linear(2, 2, { rng });
    const net = new Sequential(a, new Tanh(), a.twin());
    const x = input(3, 2);
    const y = net.predict(x);
    const copy = net.clone();
    expect(copy.predict(x)).toEqual(y);
    expect(copy.parameters().length).toBe(2);
    expect(copy.parameters().some((p) => net.parameters().includes(p))).toBe(false);
    for (const p of copy.parameters()) p.value.data.fill(0);
    expect(net.predict(x)).toEqual(y);
  });
});

/** Counts its fprops in training, and adds what it has drawn to x. */
class Counter extends Module {
  readonly weight: Parameter = new Parameter(Tensor.from([1]));
  readonly sum: Buffer = new Buffer(Tensor.zeros([1]));
  readonly steps: Buffer = new Buffer(Tensor.from([0], [], "int32"));
  readonly rng: Rng;
  y: Tensor | undefined;

  constructor(rng: Rng = generator) {
    super();
    this.rng = rng;
  }
  fprop(x: Tensor): Tensor {
    this.y = Tensor.reuseLike(this.y, x);
    this.y.data.set(x.data);
    if (this.training) {
      const drawn = this.rng.next();
      this.y.data[0] += drawn;
      this.sum.value.data[0] += drawn;
      this.steps.value.data[0]++;
    }
    return this.y;
  }
  bprop(dy: Tensor): Tensor {
    return dy;
  }
}

describe("the buffers of a module", () => {
  const run = (net: Module, times: number): number[] =>
    Array.from({ length: times }, () => net.fprop(Tensor.zeros([1, 1], "float32")).data[0]);

  it("have paths and stand in the state dict, and are no parameters", () => {
    const net = new Sequential(new Linear(1, 1, { rng }), new Counter(new Rng(1)));
    expect(net.namedParameters().map(([path]) => path)).toEqual(["0.weight", "0.bias", "1.weight"]);
    expect(net.namedBuffers().map(([path]) => path)).toEqual(["1.sum", "1.steps"]);
    expect(Object.keys(net.stateDict())).toEqual(["0.weight", "0.bias", "1.weight", "1.sum", "1.steps"]);
    expect(net.summary([2, 1])).toContain("3 parameters, float32");
    const shared = new Counter(new Rng(1));
    const twice = new Sequential(shared, shared.twin());
    expect(twice.namedBuffers().map(([path]) => path)).toEqual(["0.sum", "0.steps"]);
    expect(Object.keys(twice.stateDict())).toContain("1.sum");
  });

  it("are loaded with the parameters: all or nothing, integers as integers", () => {
    const [a, b] = [new Counter(new Rng(1)), new Counter(new Rng(2))];
    run(a, 3);
    const state = a.stateDict();
    expect(b.loadStateDict(state)).toEqual({ missing: [], unexpected: [] });
    expect(b.stateDict()).toEqual(state);
    expect([b.steps.value.item(), b.steps.value.dtype]).toEqual([3, "int32"]);
    run(b, 1);
    expect(a.stateDict()).toEqual(state);
    for (const [name, wrong] of [
      ["steps", Tensor.from([4], [])],
      ["sum", Tensor.zeros([2])],
      ["sum", Tensor.from([1], [1], "int32")],
    ] as const) {
      const before = b.stateDict();
      expect(() => b.loadStateDict({ ...state, [name]: wrong })).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(DTYPE|SHAPE)$/) as string }),
      );
      expect(b.stateDict()).toEqual(before);
    }
    const { sum, ...rest } = state;
    expect(() => b.loadStateDict(rest)).toThrow(refused("STATE_DICT", /missing \[sum\]/));
    expect(b.loadStateDict({ sum }, { strict: false }).missing).toEqual(["weight", "steps"]);
  });

  it("are shared by twins and copied by clones, inside as they were", () => {
    const a = new Counter(new Rng(1));
    const twin = a.twin();
    run(twin, 2);
    expect([twin.sum === a.sum, a.steps.value.item()]).toEqual([true, 2]);
    const net = new Sequential(a, twin).clone();
    run(net, 1);
    expect(a.steps.value.item()).toBe(2);
    expect(net.layers.map((m) => m.steps.value.item())).toEqual([4, 4]);
  });

  it("are left alone by predict, summary and frozen modules, and change precision with the parameters", () => {
    const net = new Sequential(new Counter(new Rng(1))).freeze();
    run(net, 1);
    const before = net.stateDict();
    net.predict(input(3, 1));
    net.summary([3, 1]);
    net.zeroGrad();
    expect(net.stateDict()).toEqual(before);
    net.to("float64");
    expect(net.namedBuffers().map(([, b]) => b.value.dtype)).toEqual(["float64", "int32"]);
    net.layers[0].sum.value.data[0] = Infinity;
    net.checkFinite(true);
    expect(() => net.fprop(Tensor.zeros([1, 1], "float64"))).toThrow(refused("NONFINITE", /Counter: buffer sum/));
  });
});

describe("the random streams of a module", () => {
  const draws = (net: Module, times: number): number[] =>
    Array.from({ length: times }, () => net.fprop(Tensor.zeros([1, 1])).data[0]);

  it("are found by their paths, each once", () => {
    const [own, other] = [new Rng(1), new Rng(2)];
    const net = new Sequential(new Counter(own), new Residual(new Counter(other)), new Counter(own), new Counter());
    expect(net.namedStreams()).toEqual([
      ["0.rng", own],
      ["1.module.rng", other],
      ["3.rng", generator],
    ]);
  });

  it("are shared by twins; clones go on with copies, shared inside as they were", () => {
    const stream = new Rng(3);
    const net = new Sequential(new Counter(stream), new Counter(stream));
    expect(net.twin().namedStreams()).toEqual([["0.rng", stream]]);
    const clone = net.clone();
    expect(clone.namedStreams().map(([path]) => path)).toEqual(["0.rng"]);
    const [a, b] = [draws(net, 5), draws(clone, 5)];
    expect(a).toEqual(b);
    expect(new Set(a).size).toBe(5);
  });

  it("continue from their states, bit for bit", () => {
    const net = new Sequential(new Counter(new Rng(4)), new Counter(new Rng(5)));
    draws(net, 3);
    const [state, streams] = [net.stateDict(), net.namedStreams().map(([, s]) => s.state)];
    const expected = draws(net, 4);
    const other = new Sequential(new Counter(new Rng(6)), new Counter(new Rng(7)));
    other.loadStateDict(state);
    other.namedStreams().forEach(([, s], i) => (s.state = streams[i]));
    expect(draws(other, 4)).toEqual(expected);
    expect(other.stateDict()).toEqual(net.stateDict());
  });
});

describe("predict", () => {
  it("gives fresh tensors, row for row those of fprop, whatever the size of its chunks", () => {
    const net = mlp();
    const x = input(10, 4);
    const y = net.fprop(x).clone();
    for (const batchSize of [1, 3, 5, 10, 256]) expect(net.predict(x, { batchSize })).toEqual(y);
    const kept = net.predict(x);
    net.predict(input(10, 4));
    expect(kept).toEqual(y);
    expect(kept.at).toBe(0);
  });

  it("computes in chunks, in evaluation mode, and changes nothing that bprop needs", () => {
    const seen: [number, boolean][] = [];
    class Spy extends Identity {
      override fprop(x: Tensor): Tensor {
        seen.push([x.shape[0], this.training]);
        return super.fprop(x);
      }
    }
    const net = new Sequential(new Spy(), new Linear(4, 2, { rng }));
    const x = input(3, 4);
    const dy = input(3, 2);
    net.fprop(x);
    const dx = net.bprop(dy).clone();
    seen.length = 0;
    net.predict(input(7, 4), { batchSize: 3 });
    expect(seen).toEqual([
      [3, false],
      [3, false],
      [1, false],
    ]);
    expect(net.training).toBe(true);
    expect(net.bprop(dy)).toEqual(expect.objectContaining({ shape: dx.shape }));
    expect(net.bprop(dy).toArray()).toEqual(dx.toArray());
  });

  it("takes and gives tuples", () => {
    const net = new Graph((a: Node, b: Node) => [join(a, b).into(new Add()), b] as const);
    const [a, b] = [input(5, 2), input(5, 2)];
    const [sum, same] = net.predict([a, b], { batchSize: 2 });
    expect(sum.toArray()).toEqual(new Add().fprop([a, b]).toArray());
    expect(same.toArray()).toEqual(b.toArray());
    expect(() => net.predict([a, input(4, 2)])).toThrow(
      refused("SHAPE", /the same number of rows, got \[5, 2\], \[4, 2\]/),
    );
  });

  it("sees changed weights and exchanged modules", () => {
    const net = new Custom();
    const x = input(2, 2);
    const before = net.predict(x);
    net.parameters().at(-1)!.value.data.fill(0);
    expect(net.predict(x).toArray()).toEqual(x.toArray());
    (net as { inner: Module }).inner = new Residual(new Identity());
    expect(net.predict(x).data).toEqual(x.data.map((v) => 2 * v));
    expect(before.toArray()).not.toEqual(x.toArray());
  });

  it("goes by the settings of the moment, in evaluation mode, in the same memory every time", () => {
    class Power extends Module {
      by = 1;
      y?: Tensor;
      fprop(x: Tensor): Tensor {
        this.y = Tensor.reuseLike(this.y, x);
        kernels.scale(this.y, x, this.training ? NaN : this.by);
        return this.y;
      }
      bprop(dy: Tensor): Tensor {
        return dy;
      }
    }
    const net = new Power();
    const x = input(5, 4);
    net.predict(x);
    const { used } = heap;
    for (net.by = 2; net.by < 20; net.by++)
      expect(net.predict(x, { batchSize: 3 }).data).toEqual(x.data.map((v) => net.by * v));
    expect(net.training).toBe(true);
    expect(heap.used - used).toBeLessThan(500); // the chunks of three rows take a place of their own once
  });

  it("refuses what it cannot cut into rows", () => {
    const net = mlp();
    expect(() => net.predict(input(2, 4), { batchSize: 0 })).toThrow(refused("ARGUMENT", /^Sequential: batchSize/));
    expect(() => net.predict(Tensor.from(1))).toThrow(refused("SHAPE", /rows/));
  });

  it.each([[undefined], [3], ["x"], [[]], [[3]], [{}]])("refuses %j, which is no tensor", (x) => {
    expect(() => mlp().predict(x as unknown as Tensor)).toThrow(refused("SHAPE", /^Sequential: x should be a Tensor/));
  });

  it("looks for NaN or not as checkFinite says at the time", () => {
    const net = mlp();
    const x = input(2, 4);
    net.predict(x);
    x.data[0] = NaN;
    net.checkFinite(true);
    expect(() => net.predict(x)).toThrow(refused("NONFINITE", /input x/));
    net.checkFinite(false);
    expect(net.predict(x).data.some((v) => v !== v)).toBe(true);
  });
});

describe("summary", () => {
  it("is a table of paths, modules, outputs and parameters", () => {
    const net = new Sequential(
      new Linear(784, 64),
      new Residual(new Sequential(new Linear(64, 64), new ReLU())),
      new Maxout(64, 10, 3),
    );
    net.layers[1].freeze();
    expect(net.summary([2, 784])).toBe(
      [
        "path        module                     output   parameters  bytes of a step",
        "──────────  ─────────────────────────  ───────  ──────────  ──────────────────────",
        "net         Sequential                 [2, 10]",
        "0           Linear(784 → 64)           [2, 64]       50240  4·(100480 + 848·batch)",
        "1           Residual                   [2, 64]              4·128·batch",
        "1.module    Sequential                 [2, 64]",
        "1.module.0  Linear(64 → 64)            [2, 64]        4160  4·(8320 + 128·batch)",
        "1.module.1  ReLU                       [2, 64]              4·128·batch",
        "2           Maxout(64 → 10, 3 pieces)  [2, 10]              4·50·batch",
        "2.linear    Linear(64 → 30)            [2, 30]        1950  4·(3900 + 94·batch)",
        "56350 parameters, 4160 of them frozen, float32; 4·(112700 + 1376·batch) bytes of a step",
      ].join("\n"),
    );
  });

  it("takes several shapes for a module of several inputs", () => {
    const net = new Graph((a: Node, b: Node) => join(a.into(new Linear(3, 2)), b).into(new Add()));
    expect(
      net.to("float64").summary([
        [5, 3],
        [5, 2],
      ]),
    ).toBe(
      [
        "path  module         output  parameters  bytes of a step",
        "────  ─────────────  ──────  ──────────  ────────────────",
        "net   Graph          [5, 2]",
        "0     Linear(3 → 2)  [5, 2]           8  8·(16 + 5·batch)",
        "1     Add            [5, 2]              8·2·batch",
        "8 parameters, float64; 8·(16 + 7·batch) bytes of a step",
      ].join("\n"),
    );
  });

  it("takes an input itself, where zeros of a shape will not do", () => {
    const net = new Sequential(new Embedding(7, 3), new Flatten(), new Linear(6, 2));
    expect(() => net.summary([5, 2])).toThrow(refused("DTYPE", /x should be int32/));
    expect(net.summary(Tensor.zeros([5, 2], "int32"))).toBe(
      [
        "path  module            output     parameters  bytes of a step",
        "────  ────────────────  ─────────  ──────────  ────────────────",
        "net   Sequential        [5, 2]",
        "0     Embedding(7 → 3)  [5, 2, 3]          21  4·(42 + 8·batch)",
        "1     Flatten           [5, 6]",
        "2     Linear(6 → 2)     [5, 2]             14  4·(28 + 8·batch)",
        "35 parameters, float32; 4·(70 + 16·batch) bytes of a step",
      ].join("\n"),
    );
  });

  it("changes nothing", () => {
    const net = mlp();
    const x = input(3, 4);
    const dy = input(3, 2);
    net.fprop(x);
    const dx = net.bprop(dy).clone();
    net.summary([100, 4]);
    expect(net.bprop(dy).toArray()).toEqual(dx.toArray());
    expect(net.training).toBe(true);
    expect(Object.hasOwn(net.layers[0], "fprop")).toBe(false);
  });

  it.each([[undefined], [3], ["x"]])("refuses %j, which is no shape", (shape) => {
    expect(() => mlp().summary(shape as unknown as number[])).toThrow(refused("SHAPE", /inputShape should be a shape/));
  });
});

describe("a module of one's own", () => {
  it("trains in a Sequential, and its twins and clones leave intermediates behind", () => {
    const own = new Custom();
    const loss = new MSELoss();
    const net = new Sequential(own, new Linear(2, 1, { rng }));
    expect(loss.fprop(net.fprop(input(3, 2)), input(3, 1))).toBeGreaterThan(0);
    net.bprop(loss.bprop());
    expect(own.y).toBeInstanceOf(Tensor);
    const twin = own.twin();
    expect([twin.y, twin.scale, twin.settings]).toEqual([undefined, own.scale, [1, 2]]);
    expect(twin.layers[0]).not.toBe(own.layers[0]);
    expect(own.clone().scale).not.toBe(own.scale);
  });
});
