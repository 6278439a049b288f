import { describe, expect, it } from "vitest";
import {
  Add,
  automatic,
  backpropagation,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  differences,
  Dropout,
  fourWays,
  Graph,
  join,
  Lambda,
  L2,
  Linear,
  Loss,
  matmul,
  Maxout,
  Module,
  MSELoss,
  Objective,
  pathCount,
  pathSums,
  ReLU,
  Residual,
  Rng,
  Sequential,
  Sigmoid,
  Softmax,
  Tanh,
  Tensor,
  type AnyModule,
  type Gradient,
  type Expression,
  type Node,
  type Order,
} from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const rng = new Rng(7);
const random = (shape: readonly number[]): Tensor => drawn(shape, () => rng.normal());

/** Linear layers of these widths with tanh between them. */
function mlp(widths: readonly number[]): Sequential<AnyModule[]> {
  const layers = widths
    .slice(1)
    .flatMap((n, i): AnyModule[] => [new Tanh(), new Linear(widths[i], n, { rng: new Rng(i) })]);
  return new Sequential<AnyModule[]>(...layers.slice(1));
}

const sumOf = (n: number, f: (i: number) => number): number =>
  Array.from({ length: n }, (_, i) => f(i)).reduce((a, b) => a + b, 0);
const weightsOf = (net: AnyModule): number => net.parameters().reduce((sum, { value }) => sum + value.size, 0);

/** What `mlp(w)` with MSELoss on n examples costs, thought out layer by layer. */
function closed(w: readonly number[], n: number) {
  const L = w.length - 1;
  const out = n * w[L];
  // Paths and edges from the outputs of layer l on, z = y W + b, to E; at the end y − t, its square, Σ, and · 1/n.
  const paths = (l: number): number => n * w.slice(l + 1).reduce((a, b) => a * b, 1);
  const after = (l: number): number =>
    3 * out + 1 + sumOf(L, (m) => (m >= l ? n * (w[m] + w[m] * w[m + 1] + w[m + 1]) : 0));
  return {
    paths: sumOf(L, (i) => (w[i] + 1) * w[i + 1] * paths(i + 1)),
    steps:
      sumOf(L, (i) => (w[i] * w[i + 1] * 2 + w[i + 1]) * paths(i + 1)) +
      sumOf(L, (i) => (w[i] + 1) * w[i + 1] * paths(i + 1) * (3 * (L - 1 - i) + 4)),
    // A product has two edges for each of its terms, a sum one for each.
    edges: sumOf(L, (i) => n * (2 * w[i] * w[i + 1] + 2 * w[i + 1] + (i > 0 ? w[i] : 0))) + 4 * out + 2,
    // Backwards all but those to x, to t and to 1/n.
    back: sumOf(L, (i) => n * ((i > 0 ? 2 : 1) * w[i] * w[i + 1] + 2 * w[i + 1] + (i > 0 ? w[i] : 0))) + 3 * out + 1,
    forward: sumOf(L, (i) => {
      const [a, b] = [w[i], w[i + 1]];
      return a * b * (n * a * b + n * b + after(i + 1)) + b * (n * b + after(i + 1));
    }),
  };
}

describe("four ways", () => {
  it.each([
    [[2, 3, 3, 1], 4],
    [[1, 1, 1, 1, 1], 1],
    [[3, 2, 5, 2], 3],
    [[2, 4], 2],
    [[2, 2, 2, 2, 2, 2], 1],
  ] as const)("cost what a net of widths %j says on %i examples", (widths, n) => {
    const [net, loss] = [mlp(widths), new MSELoss()];
    const [x, t] = [random([n, widths[0]]), random([n, widths.at(-1)!])];
    const W = weightsOf(net);
    const cost = closed(widths, n);
    expect(pathCount(net, loss, x, t)).toEqual({
      paths: BigInt(cost.paths),
      operations: BigInt(cost.edges + cost.steps),
    });
    expect(fourWays(net, loss, x, t).map(({ way, passes, operations }) => [way, passes, operations])).toEqual([
      ["path sums", cost.paths, cost.edges + cost.steps],
      ["forward differences", W + 1, (W + 1) * cost.edges],
      ["central differences", 2 * W, 2 * W * cost.edges],
      ["five-point differences", 4 * W, 4 * W * cost.edges],
      ["backpropagation", 2, cost.edges + cost.back],
      ["forward mode", W + 1, cost.edges + cost.forward],
      ["reverse mode", 2, cost.edges + cost.back],
    ]);
  });

  const deep = (): AnyModule[] => [new Linear(3, 3, { rng }), new Tanh(), new Linear(3, 3, { rng })];
  const classes = Tensor.from([2, 0], [2], "int32");
  const penalised = new Linear(3, 2, { rng });
  const shared = new Linear(3, 3, { rng });
  const elsewhere = new Linear(2, 2, { rng });
  const cases: readonly [string, AnyModule, Loss<Tensor, Tensor, number>, Tensor][] = [
    ["classes", new Sequential<AnyModule[]>(...deep()), new CrossEntropyLoss(), classes],
    [
      "logits",
      new Linear(3, 2, { rng }),
      new BCEWithLogitsLoss({ reduction: "sum" }),
      Tensor.from([
        [0, 1],
        [1, 0],
      ]),
    ],
    ["a penalty", penalised, new Objective(new MSELoss(), [new L2(penalised.parameters(), 0.3)]), random([2, 2])],
    [
      "a penalty on what the net does not have",
      new Linear(3, 2, { rng }),
      new Objective(new MSELoss(), [new L2(elsewhere.parameters(), 0.3)]),
      random([2, 2]),
    ],
    [
      "weights that E does not depend on",
      new Lambda(
        (v: Expression, w: Expression, _unused: Expression) => matmul(v, w),
        { w: [3, 2], unused: [2] },
        { rng },
      ),
      new MSELoss(),
      random([2, 2]),
    ],
    [
      "softmax, maxout, a residual",
      new Sequential<AnyModule[]>(new Maxout(3, 4, 2, { rng }), new Softmax(), new Residual(new Linear(4, 4, { rng }))),
      new MSELoss(),
      random([2, 4]),
    ],
    [
      "one layer twice",
      new Sequential<AnyModule[]>(shared, new Sigmoid(), shared.twin()),
      new MSELoss(),
      random([2, 3]),
    ],
    [
      "paths that meet",
      new Graph((v: Node) => {
        const h = v.into(new Linear(3, 3, { rng })).into(new Tanh());
        return join(h, join(h.into(new Linear(3, 3, { rng })), v).into(new Add())).into(new Add());
      }),
      new MSELoss(),
      random([2, 3]),
    ],
    [
      "units that are off",
      new Sequential<AnyModule[]>(new Linear(3, 8, { rng }), new ReLU(), new Linear(8, 1, { rng })),
      new MSELoss(),
      random([2, 1]),
    ],
  ];
  it.each(cases)("agree: %s", (_, net, loss, t) => {
    const x = random([2, 3]);
    const all = fourWays(net, loss, x, t);
    const back = all.find(({ way }) => way === "backpropagation")!;
    const names = net.namedParameters().map(([path]) => path);
    const within: Record<string, number> = { "forward differences": 1e-5, "central differences": 1e-8 };
    expect(back.difference(all[0])).not.toBeNaN();
    for (const g of all) {
      expect(Object.keys(g.gradients), g.way).toEqual(names);
      expect(g.difference(back), g.way).toBeLessThan(within[g.way] ?? 1e-9);
      expect(Math.abs(g.E - back.E), g.way).toBeLessThan(1e-12);
      for (const [path, p] of net.namedParameters()) expect(g.gradients[path].shape).toEqual(p.value.shape);
      expect(Object.values(g.gradients).every(({ dtype }) => dtype === "float64")).toBe(true);
    }
    // Exact ones differ by rounding alone.
    for (const i of [0, 5, 6]) expect(all[i].difference(back)).toBeLessThan(1e-13);
    const { paths, operations } = pathCount(net, loss, x, t);
    expect([paths, operations]).toEqual([BigInt(all[0].passes), BigInt(all[0].operations)]);
  });

  it("find the gradient that the loop of the lecture gathers, in double precision", () => {
    const [net, loss] = [mlp([3, 4, 2]).to("float64"), new MSELoss()];
    const [x, t] = [random([5, 3]).to("float64"), random([5, 2]).to("float64")];
    const found = backpropagation(net, loss, x, t);
    net.zeroGrad();
    expect(found.E).toBe(loss.fprop(net.fprop(x), t));
    net.bprop(loss.bprop());
    for (const [path, { grad }] of net.namedParameters()) expect(bits(found.gradients[path])).toBe(bits(grad));
  });

  it("go by the module's own fprop and bprop where it has no express", () => {
    class Gate extends Linear {}
    Object.defineProperty(Gate.prototype, "express", { value: undefined });
    const net = new Sequential<AnyModule[]>(new Gate(3, 2, { rng }), new Tanh(), new Gate(2, 2, { rng }));
    const all = fourWays(net, new MSELoss(), random([2, 3]), random([2, 2]));
    for (const g of all) expect(g.difference(all[4]), g.way).toBeLessThan(1e-5);
    for (const i of [0, 3, 5, 6]) expect(all[i].difference(all[4]), all[i].way).toBeLessThan(1e-9);
  });

  it("leave everything of the caller's as it was, in the middle of a step", () => {
    const step = (between: (net: AnyModule, loss: Loss<Tensor, Tensor, number>, x: Tensor, t: Tensor) => void) => {
      const net = mlp([2, 3, 1]);
      const loss = new Objective(new MSELoss(), [new L2(net.parameters(), 0.1)]);
      net.parameters()[1].trainable = false;
      const x = Tensor.from([
        [0.5, -1],
        [2, 0.25],
      ]);
      const t = Tensor.from([[1], [0]]);
      net.parameters()[0].grad.data.fill(0.5);
      loss.fprop(net.fprop(x), t);
      between(net, loss, x, t);
      net.bprop(loss.bprop());
      return [bits(x), bits(t), ...net.parameters().map((p) => `${p.trainable} ${bits(p.value)} ${bits(p.grad)}`)];
    };
    const found: Gradient[] = [];
    const after = step((...all) => found.push(...fourWays(...all)));
    expect(after).toEqual(step(() => undefined));
    expect(found).toHaveLength(7);
    // What was gathered before is no part of them, and the frozen parameter is derived with the others.
    for (const g of found) {
      expect(g.difference(found[4]), g.way).toBeLessThan(1e-5);
      expect(
        g.gradients["0.bias"].data.some((v) => v !== 0),
        g.way,
      ).toBe(true);
    }
    const [frozen, x, t] = [mlp([2, 3, 1]).freeze(), random([2, 2]), random([2, 1])];
    const [back, reverse] = [backpropagation, automatic].map((way) => way(frozen, new MSELoss(), x, t));
    expect(back.difference(reverse)).toBeLessThan(1e-13);
    expect(frozen.parameters().every(({ trainable }) => !trainable)).toBe(true);
  });

  it("draw the same at every pass, and nothing from the caller's streams", () => {
    const layers = [new Linear(3, 6, { rng }), new Dropout(0.5, { rng: new Rng(5) }), new Linear(6, 2, { rng })];
    const net = new Sequential<AnyModule[]>(...layers);
    const before = net.namedStreams().map(([, stream]) => stream.state);
    const all = fourWays(net, new MSELoss(), random([2, 3]), random([2, 2]));
    for (const g of all) expect(g.difference(all[4]), g.way).toBeLessThan(1e-5);
    for (const i of [0, 3, 5, 6]) expect(all[i].difference(all[4]), all[i].way).toBeLessThan(1e-9);
    const edges = all[3].operations / all[3].passes;
    expect(all.slice(1, 3).map(({ operations, passes }) => operations / passes)).toEqual([edges, edges]);
    expect(all[4].operations).toBe(all[6].operations);
    expect(net.namedStreams().map(([, stream]) => stream.state)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it("count at the weights of the call, whenever asked", () => {
    const [net, loss, x, t] = [mlp([2, 3, 1]), new MSELoss(), random([2, 2]), random([2, 1])];
    const found = fourWays(net, loss, x, t);
    const fresh = fourWays(net, loss, x, t).map((g) => g.operations);
    for (const p of net.parameters()) p.value.data.fill(0);
    x.data.fill(0);
    t.data.fill(0);
    expect(found.map((g) => g.operations)).toEqual(fresh);
  });

  it.each([
    ["forward", 1e-3, 1],
    ["central", 1e-2, 2],
    ["five-point", 1e-1, 4],
  ] as const)("%s differences have the error order they claim", (order, h, power) => {
    const [net, loss, x, t] = [mlp([2, 3, 1]), new MSELoss(), random([3, 2]), random([3, 1])];
    const exact = backpropagation(net, loss, x, t);
    const error = (h: number): number => differences(net, loss, x, t, { order, h }).difference(exact);
    expect(Math.log2(error(h) / error(h / 2))).toBeCloseTo(power, 0);
  });

  it("refuse more paths than the limit before walking any, however many there are", () => {
    const [net, loss, x, t] = [
      mlp([2, ...new Array<number>(60).fill(4), 1]),
      new MSELoss(),
      random([1, 2]),
      random([1, 1]),
    ];
    const { paths } = pathCount(net, loss, x, t);
    expect(paths).toBeGreaterThan(10n ** 30n);
    expect(refusal(() => pathSums(net, loss, x, t))).toMatchObject({
      code: "ARGUMENT",
      expected: "at most 1000000, the limit",
      got: `${paths}`,
    });
    const small = mlp([2, 2, 1]);
    const few = Number(pathCount(small, loss, x, t).paths);
    expect(pathSums(small, loss, x, t, { limit: few }).passes).toBe(few);
    expect(refusal(() => pathSums(small, loss, x, t, { limit: few - 1 })).got).toBe(`${few}`);
  });

  it("refuse what they cannot use", () => {
    const [net, loss, x, t] = [mlp([2, 1]), new MSELoss(), random([1, 2]), random([1, 1])];
    class Silent extends Loss {
      fprop(y: Tensor): number {
        return y.data[0];
      }
      bprop(): Tensor {
        return Tensor.from([[1]], [1, 1], "float64");
      }
    }
    const none = new MSELoss({ reduction: "none" }) as unknown as MSELoss;
    const refusals: [() => unknown, string, string][] = [
      [() => fourWays({} as Module, loss, x, t), "ARGUMENT", "net"],
      [() => differences(net, {} as MSELoss, x, t), "ARGUMENT", "loss"],
      [() => backpropagation(net, loss, [1] as unknown as Tensor, t), "SHAPE", "x"],
      [() => backpropagation(new Tanh(), loss, t, t), "ARGUMENT", "net"],
      [() => backpropagation(net, loss, random([1, 3]), t), "SHAPE", "x"],
      [() => differences(net, none, x, t), "ARGUMENT", "E"],
      [() => backpropagation(net, none, x, t), "ARGUMENT", "E"],
      [() => pathSums(net, none, random([2, 2]), random([2, 1])), "SHAPE", "e"],
      [() => pathSums(net, loss, x, t, { limit: 0 }), "ARGUMENT", "limit"],
      [() => pathSums(net, new Silent(), x, t), "ARGUMENT", "express"],
      [() => automatic(net, new Silent(), x, t), "ARGUMENT", "express"],
      [() => automatic(net, loss, x, t, { mode: "sideways" as "reverse" }), "ARGUMENT", "mode"],
      [() => differences(net, loss, x, t, { order: "toString" as Order }), "ARGUMENT", "order"],
      [() => differences(net, loss, x, t, { h: 0 }), "ARGUMENT", "h"],
    ];
    for (const [call, code, what] of refusals) expect(refusal(call)).toMatchObject({ code, what });
    // Numbers by fprop and bprop need no express.
    expect(differences(net, new Silent(), x, t).difference(backpropagation(net, new Silent(), x, t))).toBeLessThan(
      1e-9,
    );
  });
});
