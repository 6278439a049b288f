import { describe, expect, it } from "vitest";
import {
  Adam,
  AdamW,
  Add,
  Basis,
  BCELoss,
  BCEWithLogitsLoss,
  Conv2d,
  ConvTranspose2d,
  CrossEntropyLoss,
  ElasticNet,
  ELU,
  Flatten,
  Fold,
  FpropError,
  Graph,
  Hardtanh,
  heap,
  HingeLoss,
  Identity,
  init,
  join,
  L1,
  L1Loss,
  L2,
  LeakyReLU,
  Linear,
  LogSoftmax,
  manualSeed,
  Maxout,
  MaxPool2d,
  MSELoss,
  NLLLoss,
  Objective,
  Parameter,
  PolynomialFeatures,
  PReLU,
  RadialBasis,
  ReflectionPad1d,
  ReLU,
  Residual,
  Rng,
  Sequential,
  SGD,
  Sigmoid,
  Softmax,
  Softplus,
  Tanh,
  Tensor,
  Threshold,
  Unfold,
  Upsample,
  type AnyModule,
  type Node,
  type Optimizer,
} from "../index.ts";
import type { AnyLoss } from "./cases.ts";
import { bits, drawn } from "./values.ts";

/**
 * Thousands of generated misuses of every public entry, each in the middle of a training step: after fprop, before
 * bprop. All of them must throw an FpropError that says what and where, leave every parameter, gradient and memory of
 * the optimizer as it was, and leave training to go on with the bits it has in a world where nothing went wrong.
 */

// oxlint-disable-next-line no-explicit-any -- what no type allows is the subject
type Anything = any;

/** Draws one of several things. */
const pick = <T>(rng: Rng, things: readonly T[]): T => things[rng.integer(things.length)];

/** What is no size: neither a feature count nor an axis. */
const noSize = (rng: Rng): Anything =>
  pick<unknown>(
    rng,
    [-1, 0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 31, 1e300, 0.1 + rng.next() / 2, -rng.integer(99) - 1].concat([
      "3",
      "",
      "abc",
      null,
      undefined,
      {},
      [],
      [3],
      true,
      3n,
      () => 3,
    ] as Anything),
  );
/** What is no finite number. */
const noNumber = (rng: Rng): Anything =>
  pick<unknown>(rng, [NaN, Infinity, -Infinity, "0.1", "", null, {}, [], [0.1], true, false, 1n, () => 1]);
/** What is neither a finite number nor at least 0. */
const noAmount = (rng: Rng): Anything => (rng.next() < 0.3 ? -rng.uniform(1e-6, 10) : noNumber(rng));
/** What is no tensor, nor a tuple of them. */
const noTensor = (rng: Rng): Anything =>
  pick<unknown>(rng, [
    undefined,
    null,
    0,
    3,
    NaN,
    "x",
    true,
    {},
    { data: [1], shape: [1] },
    new Float32Array(2),
    () => 1,
    2n,
    new Date(0),
  ]);
/** What is no object of the class asked for. */
const noObject = (rng: Rng): Anything => pick<unknown>(rng, [undefined, null, 3, "x", {}, [], true, () => 1, Tanh, 2n]);

const shapeOf = (rng: Rng, rank: number): number[] => Array.from({ length: rank }, () => 1 + rng.integer(4));
const tensor = (rng: Rng, shape: readonly number[]): Tensor => drawn(shape, () => rng.normal());
/** A tensor of another shape than this one: an axis more or less, or of another size. */
function reshaped(rng: Rng, shape: readonly number[]): Tensor {
  const other = [...shape];
  const way = rng.integer(3);
  if (way === 0) other.push(2);
  else if (way === 1 && other.length > 1) other.pop();
  else other[rng.integer(other.length)] += 1 + rng.integer(3);
  return tensor(rng, other);
}
/** For a tensor expected with this shape, in float32: something else. */
const notLike = (rng: Rng, shape: readonly number[]): Anything => {
  const way = rng.integer(4);
  if (way === 0) return noTensor(rng);
  if (way === 1) return tensor(rng, shape).to(pick(rng, ["float64", "int32"] as const));
  return reshaped(rng, shape);
};

/** A net with its loss, penalties and optimizer, in the middle of its training. */
class World {
  readonly net: Sequential<AnyModule[]>;
  readonly loss: Objective<Tensor, Tensor>;
  readonly optimizer: Adam;
  readonly parameters: readonly Parameter[];
  readonly rng: Rng = new Rng(11);
  x: Tensor = Tensor.zeros([1, 3]);
  t: Tensor = Tensor.zeros([1], "int32");

  constructor() {
    const rng = new Rng(10);
    const head = new Linear(4, 4, { rng });
    this.net = new Sequential<AnyModule[]>(
      new Linear(3, 4, { rng }),
      new Tanh(),
      new Maxout(4, 4, 2, { rng }),
      new Residual(new Sequential(new Sigmoid(), new Linear(4, 4, { rng }))),
      new Graph((x) => join(x.into(head), x.into(new Tanh()).into(head)).into(new Add())),
      new Linear(4, 3, { rng }),
    );
    const loss = new CrossEntropyLoss({ weight: [1, 2, 0.5] });
    this.loss = new Objective<Tensor, Tensor>(loss, [new L2(this.net.parameters(), 1e-3)]);
    this.parameters = this.net.parameters();
    this.optimizer = new Adam(this.parameters, { lr: 0.01 });
  }

  fprop(): number {
    const batch = 1 + this.rng.integer(3);
    this.x = tensor(this.rng, [batch, 3]);
    this.t = Tensor.from(Int32Array.from({ length: batch }, () => this.rng.integer(3)));
    this.optimizer.zeroGrad();
    return this.loss.fprop(this.net.fprop(this.x), this.t);
  }
  bprop(): void {
    this.net.bprop(this.loss.bprop());
    this.optimizer.step();
  }
  /** All bits that training has made. */
  bits(): string {
    const memory = (this.optimizer as unknown as { state: Map<Parameter, Tensor[]> }).state;
    return bits([...this.parameters.flatMap((p) => [p.value, p.grad]), ...[...memory.values()].flat()]);
  }
}

/** A way to misuse an entry: draws a call that must be refused. */
interface Door {
  readonly name: string;
  readonly draw: (rng: Rng, world: World) => () => unknown;
  /** Whether it breaks into fprop, after which bprop rightly asks for a new one. */
  readonly breaks?: true;
}

/** A module, a right input for it, and whether every shape is right. */
const makers: readonly (readonly [
  make: (rng: Rng) => AnyModule,
  shape: (rng: Rng) => number[],
  anyShape?: true,
  anyType?: true,
])[] = [
  [() => new Identity(), (rng) => shapeOf(rng, 2), true, true],
  [() => new Sigmoid(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new Tanh(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new ReLU(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new LeakyReLU(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new Hardtanh(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new Softplus(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new PReLU(), (rng) => shapeOf(rng, 1 + rng.integer(3)), true],
  [() => new Softmax(), (rng) => shapeOf(rng, 2)],
  [() => new LogSoftmax(), (rng) => shapeOf(rng, 2 + rng.integer(2))],
  [() => new Flatten(), (rng) => shapeOf(rng, 2 + rng.integer(2))],
  [(rng) => new Linear(3, 2, { rng }), (rng) => [...shapeOf(rng, 1 + rng.integer(2)), 3]],
  [(rng) => new Maxout(3, 2, 2, { rng }), (rng) => [...shapeOf(rng, 1), 3]],
  [() => new MaxPool2d(2), (rng) => [...shapeOf(rng, 2), 4, 5]],
  [() => new ReflectionPad1d(2), (rng) => [...shapeOf(rng, 2), 4]],
  [() => new Upsample({ scaleFactor: 1.5, mode: "bilinear" }), (rng) => [...shapeOf(rng, 2), 4, 5]],
  [() => new PolynomialFeatures(2), (rng) => shapeOf(rng, 2)],
  [(rng) => new RadialBasis(tensor(rng, [2, 3]), 1), (rng) => [...shapeOf(rng, 1), 3]],
  [
    () => new Basis(3, 1, ([a, b, c]) => [a * b + c], { bprop: ([d], [a, b]) => [d * b, d * a, d] }),
    (rng) => [...shapeOf(rng, 1), 3],
  ],
  [() => new Residual(new Tanh()), (rng) => shapeOf(rng, 2), true],
  [(rng) => new Sequential(new Tanh(), new Linear(3, 2, { rng })), (rng) => [...shapeOf(rng, 1), 3]],
  [
    (rng) => new Graph((x) => join(x, x.into(new Linear(3, 3, { rng }))).into(new Add())),
    (rng) => [...shapeOf(rng, 1), 3],
  ],
];

/** Losses with a right pair of output and target, and a target of the right form that is none. */
const pairs: readonly (readonly [
  make: () => AnyLoss,
  y: (rng: Rng) => Tensor,
  t: (rng: Rng, y: Tensor) => Tensor,
  bad?: (rng: Rng, y: Tensor) => Tensor,
])[] = [
  [() => new MSELoss(), (rng) => tensor(rng, shapeOf(rng, 2)), (rng, y) => tensor(rng, y.shape)],
  [() => new L1Loss({ reduction: "sum" }), (rng) => tensor(rng, shapeOf(rng, 1)), (rng, y) => tensor(rng, y.shape)],
  [
    () => new BCELoss(),
    (rng) => drawn(shapeOf(rng, 2), () => rng.next()),
    (rng, y) => drawn(y.shape, () => rng.next()),
    (rng, y) => drawn(y.shape, () => pick(rng, [-0.1, 1.1, NaN, Infinity])),
  ],
  [
    () => new BCEWithLogitsLoss(),
    (rng) => tensor(rng, shapeOf(rng, 2)),
    (rng, y) => drawn(y.shape, () => rng.next()),
    (rng, y) => drawn(y.shape, () => pick(rng, [-0.1, 1.1, NaN, -Infinity])),
  ],
  [
    () => new HingeLoss(),
    (rng) => tensor(rng, shapeOf(rng, 2)),
    (rng, y) => drawn(y.shape, () => pick(rng, [-1, 1])),
    (rng, y) => drawn(y.shape, () => pick(rng, [0, 0.5, NaN, 2])),
  ],
  [
    () => new CrossEntropyLoss(),
    (rng) => tensor(rng, shapeOf(rng, 2)),
    (rng, y) => Tensor.from(Int32Array.from({ length: y.shape[0] }, () => rng.integer(y.shape[1]))),
    (rng, y) => Tensor.from(Int32Array.from({ length: y.shape[0] }, () => pick(rng, [-1, y.shape[1], 99, -99]))),
  ],
  [
    () => new CrossEntropyLoss({ reduction: "none", labelSmoothing: 0.1 }),
    (rng) => tensor(rng, shapeOf(rng, 2)),
    (_, y) => new Softmax().fprop(y),
    (rng, y) => drawn(y.shape, () => pick(rng, [-0.1, 1.1, NaN, Infinity])),
  ],
  [
    () => new NLLLoss(),
    (rng) => tensor(rng, shapeOf(rng, 2)),
    (rng, y) => Tensor.from(Int32Array.from({ length: y.shape[0] }, () => rng.integer(y.shape[1]))),
    (rng, y) => Tensor.from(Int32Array.from({ length: y.shape[0] }, () => pick(rng, [-1, y.shape[1], 99, -99]))),
  ],
];

const lossClasses = [MSELoss, L1Loss, BCELoss, BCEWithLogitsLoss, HingeLoss, CrossEntropyLoss, NLLLoss];
const optimizerClasses: readonly (new (params: Anything, options?: Anything) => Optimizer<Anything>)[] = [
  SGD,
  Adam,
  AdamW,
];

const doors: readonly Door[] = [
  {
    name: "sizes of Linear and Maxout",
    draw: (rng) => {
      const sizes: Anything[] = [1 + rng.integer(5), 1 + rng.integer(5), 1 + rng.integer(5)];
      const maxout = rng.next() < 0.5;
      sizes[rng.integer(maxout ? 3 : 2)] = noSize(rng);
      const [a, b, c] = sizes;
      return maxout ? () => new Maxout(a, b, c) : () => new Linear(a, b);
    },
  },
  {
    name: "sizes of Linear and Maxout that are too large together",
    draw: (rng) => {
      const [a, b] = [2 ** (16 + rng.integer(15)), 2 ** (16 + rng.integer(15))];
      return rng.next() < 0.5 ? () => new Linear(a, b) : () => new Maxout(a, 2 ** 10, b);
    },
  },
  {
    name: "sizes and options of convolutions",
    draw: (rng) => {
      const bad = pick<Anything>(rng, [-1, 1.5, NaN, Infinity, "1", null, {}, [], [1, 2, 3], [1, -1], [0.5, 1], true]);
      const Class = pick<new (...args: Anything) => unknown>(rng, [Conv2d, ConvTranspose2d]);
      const option = pick(rng, ["stride", "padding", "dilation", "groups"]);
      return pick(rng, [
        () => new Class(noSize(rng), 2, 3),
        () => new Class(2, noSize(rng), 3),
        () => new Class(2, 2, bad),
        () => new Class(2, 2, 3, { [option]: bad }),
        () => new Class(4, 6, 3, { groups: 3 + rng.integer(9) }),
        () => new Class(2 ** 12, 2 ** 12, 2 ** 8),
        () => new Conv2d(1, 1, 3, { paddingMode: bad }),
        () => new Conv2d(1, 1, 3, { padding: "same", stride: 2 + rng.integer(3) }),
        () => new ConvTranspose2d(1, 1, 3, { outputPadding: rng.next() < 0.5 ? bad : 1 + rng.integer(9) }),
        () => new Unfold(bad),
        () => new Fold(bad, 1),
        () => new Fold(2 + rng.integer(3), 6 + rng.integer(3)),
      ]);
    },
  },
  {
    name: "options of activations",
    draw: (rng) => {
      const bad = noNumber(rng);
      const [low, high] = [rng.normal(), -rng.next() * 3];
      return pick(rng, [
        () => new LeakyReLU({ negativeSlope: bad }),
        () => new ELU({ alpha: bad }),
        () => new Softplus({ beta: bad }),
        () => new PReLU({ init: bad }),
        () => new Threshold(low, bad),
        () => new Hardtanh({ minVal: bad }),
        () => new Hardtanh({ maxVal: bad }),
        () => new Hardtanh({ minVal: low, maxVal: low + high }),
      ]);
    },
  },
  {
    name: "options of losses",
    draw: (rng) => {
      const LossClass = pick<new (options: Anything) => unknown>(rng, lossClasses);
      const reduction = pick<unknown>(rng, ["avg", "", "Mean", 3, {}, [], true]);
      const weight = pick<unknown>(rng, [
        [1, -1],
        [NaN, 1],
        [1, Infinity],
        [],
        [[1, 2]],
        ["a"],
        3,
        "x",
        Tensor.zeros([2, 2]),
        Tensor.zeros([2], "int32"),
        {},
        null,
      ]);
      const ignoreIndex = pick<unknown>(rng, [1.5, NaN, Infinity, "1", null, 2 ** 40, {}, true]);
      const Classes = pick<new (options: Anything) => unknown>(rng, [CrossEntropyLoss, NLLLoss]);
      return pick(rng, [
        () => new LossClass({ reduction }),
        () => new Classes({ weight }),
        () => new Classes({ ignoreIndex }),
        () => new CrossEntropyLoss({ labelSmoothing: rng.next() < 0.5 ? noAmount(rng) : 1 + rng.uniform(1e-6, 3) }),
        () => new HingeLoss({ margin: noNumber(rng) }),
      ]);
    },
  },
  {
    name: "layers of Sequential and Residual",
    draw: (rng) => {
      const layer = pick(rng, [() => new Tanh(), () => new Linear(2, 2)])();
      const nested = rng.next() < 0.5 ? new Residual(layer) : new Sequential<AnyModule[]>(new Tanh(), layer);
      const stray = noObject(rng);
      return pick(rng, [
        () => new Sequential<AnyModule[]>(layer, new ReLU(), layer),
        () => new Sequential<AnyModule[]>(nested, new ReLU(), layer),
        () => new Sequential<AnyModule[]>(layer, stray),
        () => new Sequential<AnyModule[]>(stray),
        () => new Residual(stray),
      ]);
    },
  },
  {
    name: "drawings of Graph",
    draw: (rng) => {
      const nothing = pick<unknown>(rng, [
        undefined,
        null,
        3,
        "x",
        {},
        true,
        new Tanh(),
        [],
        [3],
        [null],
        Tensor.zeros([1]),
      ]);
      let other: Node | undefined;
      new Graph((x: Node) => (other = x));
      return pick<() => unknown>(rng, [
        () => new Graph(noObject(rng)),
        () => new Graph((() => nothing) as Anything),
        () => new Graph(((_: Node) => nothing) as Anything),
        () => new Graph(((x: Node) => [x, nothing]) as Anything),
        () => new Graph((x) => x.into((nothing instanceof Tanh ? {} : nothing) as Tanh)),
        () => new Graph((x) => (x as Anything).at(pick<unknown>(rng, [-1, 0.5, NaN, "0", undefined, null]))),
        () => new Graph((x) => join(x, other!).into(new Add())),
        () => new Graph((x) => join(x, nothing as Anything).into(new Add())),
      ]);
    },
  },
  {
    name: "values of Tensor.from",
    draw: (rng) => {
      const n = 2 + rng.integer(5);
      const numbers = Array.from({ length: n }, () => rng.normal());
      return pick<() => unknown>(rng, [
        () => Tensor.from([numbers, numbers.slice(1)]),
        () => Tensor.from([numbers, 3]),
        () => Tensor.from([[], []]),
        () => Tensor.from([]),
        () => Tensor.from([numbers, noTensor(rng)] as Anything),
        () =>
          Tensor.from(pick<Anything>(rng, [undefined, null, "12", {}, true, 3n, () => 1, new Date(0), new Set([1])])),
        () => Tensor.from(["1", "2"] as Anything),
        () => Tensor.from([0.5, ...numbers], undefined, "int32"),
        () => Tensor.from([2 ** 31], undefined, "int32"),
      ]);
    },
  },
  {
    name: "reshape, rows, to, item",
    draw: (rng) => {
      const t = tensor(rng, [2 + rng.integer(3), 3]);
      const [count] = t.shape;
      return pick<() => unknown>(rng, [
        () => t.reshape([t.size + 1 + rng.integer(5)]),
        () => t.reshape([noSize(rng), t.size]),
        () => t.reshape(noTensor(rng)),
        () => t.rows(count, count + 1),
        () => t.rows(rng.integer(count), -1),
        () => t.rows(1, 1),
        () => t.rows(0, noSize(rng)),
        () => t.rows(pick<Anything>(rng, [-1, 0.5, NaN, "0", null, undefined, {}]), count),
        () => Tensor.from(3).rows(0, 1),
        () => t.to(pick<Anything>(rng, ["float16", "", "int", 3, {}])),
        () => t.item(),
      ]);
    },
  },
  {
    name: "shapes and types of Tensor.from and Tensor.zeros",
    draw: (rng) => {
      const n = 2 + rng.integer(5);
      const numbers = Array.from({ length: n }, () => rng.normal());
      const dtype = pick<Anything>(rng, ["float16", "int8", "", "float", 3, "toString", {}]);
      const shape = pick<Anything>(rng, ["3", 3, {}, true, new Float32Array(2), () => 1]);
      const size = noSize(rng);
      return pick<() => unknown>(rng, [
        () => Tensor.from(numbers, [n + 1 + rng.integer(3)]),
        () => Tensor.from(numbers, [size]),
        () => Tensor.from(numbers, [n, size]),
        () => Tensor.from(numbers, shape),
        () => Tensor.from(numbers, [n], dtype),
        () => Tensor.zeros([2, size]),
        () => Tensor.zeros(shape),
        () => Tensor.zeros(undefined as Anything),
        () => Tensor.zeros([2 ** 16, 2 ** 15]),
        () => Tensor.zeros([2], dtype),
      ]);
    },
  },
  {
    name: "Parameter and init",
    draw: (rng) =>
      pick<() => unknown>(rng, [
        () => new Parameter(noTensor(rng)),
        () => new Parameter(Tensor.zeros([2], "int32")),
        () => init.constant(noNumber(rng)),
        () => init.uniform(rng.next(), rng.next() < 0.5 ? noNumber(rng) : -rng.next() - 1e-9),
        () => init.normal(0, noAmount(rng)),
        () => init.normal(noNumber(rng)),
        () => init.xavierUniform(noNumber(rng)),
        () => init.xavierNormal(noNumber(rng)),
        () => init.kaimingUniform(noNumber(rng)),
        () => init.kaimingNormal(noNumber(rng)),
      ]),
  },
  {
    name: "Rng and manualSeed",
    draw: (rng) => {
      const seed = pick<Anything>(rng, [-1, 1.5, NaN, Infinity, 2 ** 53, "1", null, undefined, {}, 1n]);
      return pick<() => unknown>(rng, [
        () => new Rng(seed),
        () => manualSeed(seed),
        () => new Rng(1).integer(pick<Anything>(rng, [0, -1, 1.5, NaN, 2 ** 32 + 1, "3", undefined])),
        () => new Rng(1).permutation(pick<Anything>(rng, [-1, 1.5, NaN, 2 ** 33, "3", undefined, null])),
        () => (new Rng(1).state = pick<Anything>(rng, [[], [0, 0, 0, 0], [1, 2, 3], [1, 2, 3, 0.5], [1, 2, 3, NaN]])),
      ]);
    },
  },
  {
    name: "heap.limit",
    draw: (rng) => () =>
      heap.limit(pick<Anything>(rng, [2 ** 22, 2 ** 28, 2 ** 33, 0, -1, NaN, 1.5, "1", undefined, null])),
  },
  {
    name: "bprop before fprop",
    draw: (rng) => {
      const [make, shape] = pick(rng, makers);
      const dy = rng.next() < 0.7 ? tensor(rng, shape(rng)) : noTensor(rng);
      const module = make(rng);
      const fresh = pick(rng, [module, module.twin(), module.clone()]);
      return () => fresh.bprop(dy);
    },
  },
  {
    name: "the input of a module",
    draw: (rng) => {
      const [make, shape, anyShape, anyType] = pick(rng, makers);
      const [module, right] = [make(rng), shape(rng)];
      const ways: Anything[] = [noTensor(rng), [tensor(rng, right)], []];
      if (anyType === undefined) ways.push(tensor(rng, right).to("int32"));
      const learns = module.parameters().length > 0;
      if (anyShape === undefined) ways.push(Tensor.zeros([right[0]]), Tensor.from(3));
      if (learns) ways.push(tensor(rng, right).to("float64"));
      if (learns && anyShape === undefined) ways.push(tensor(rng, [...right.slice(0, -1), 4]));
      const x: Anything = pick(rng, ways);
      return () => module.fprop(x);
    },
  },
  {
    name: "dy of a module",
    draw: (rng) => {
      const [make, shape] = pick(rng, makers);
      const module = make(rng);
      const y = module.fprop(tensor(rng, shape(rng))) as Tensor;
      const dy: Anything = notLike(rng, y.shape);
      return () => module.bprop(dy);
    },
  },
  {
    name: "tuples into Add",
    draw: (rng) => {
      const shape = shapeOf(rng, 2);
      const [a, b] = [tensor(rng, shape), notLike(rng, shape)];
      const x = pick<Anything>(rng, [a, [a], [], [a, a, a], [a, b], [b === undefined ? 3 : b, a], noTensor(rng)]);
      return () => new Add().fprop(x);
    },
  },
  {
    name: "inputs and gradients of a Graph with several",
    draw: (rng) => {
      const graph = new Graph((a: Node, b: Node) => [join(a, b).into(new Add()), b] as const);
      const shape = shapeOf(rng, 2);
      const [a, bad] = [tensor(rng, shape), notLike(rng, shape)];
      const wrong = pick<Anything>(rng, [a, [a], [], [a, a, a], [a, bad], [bad, a], noTensor(rng)]);
      if (rng.next() < 0.5) return () => graph.fprop(wrong);
      graph.fprop([a, a]);
      return () => graph.bprop(wrong);
    },
  },
  {
    name: "the training net's input",
    breaks: true,
    draw: (rng, { net }) => {
      const x: Anything = pick(rng, [
        noTensor(rng),
        tensor(rng, [2, 4]),
        tensor(rng, [3]),
        tensor(rng, [2, 3]).to("float64"),
        [tensor(rng, [1, 3])],
      ]);
      return () => net.fprop(x);
    },
  },
  {
    name: "twins of the training net's layers, in a net that breaks off behind them",
    draw: (rng, { net, x }) => {
      const [first, second] = net.layers;
      const broken = new Sequential<AnyModule[]>(first.twin(), second.twin(), new Linear(5, 2, { rng }));
      return () => broken.fprop(x);
    },
  },
  {
    name: "the training loss's y and t",
    draw: (rng, { loss, t }) => {
      const [batch] = t.shape;
      const y = tensor(rng, [batch, 3]);
      const bad = pick<Anything>(rng, [noTensor(rng), tensor(rng, [batch]), tensor(rng, [batch, 2]), t.to("float64")]);
      const class3 = Tensor.from(new Int32Array(batch).fill(3));
      return pick(rng, [() => loss.fprop(y, bad), () => loss.fprop(bad, t), () => loss.fprop(y, class3)]);
    },
  },
  {
    name: "the training net's dy",
    draw: (rng, { net, x }) => {
      const dy: Anything = notLike(rng, [x.shape[0], 3]);
      return () => net.bprop(dy);
    },
  },
  {
    name: "dE of the training loss",
    draw: (rng, { loss }) => {
      const dE: Anything = pick<unknown>(rng, ["1", {}, [], true, Tensor.from([1]), 1n, () => 1]);
      return () => loss.bprop(dE);
    },
  },
  {
    name: "outputs of losses",
    draw: (rng) => {
      const [make, y, t] = pick(rng, pairs);
      const right = y(rng);
      const target = t(rng, right);
      const wrong = pick<Anything>(rng, [
        noTensor(rng),
        right.to("int32"),
        Tensor.zeros([...right.shape, 2]),
        Tensor.from(0.5),
        reshaped(rng, right.shape),
      ]);
      // Another number of classes can be right for the same indices.
      const fits =
        target.dtype === "int32" &&
        wrong instanceof Tensor &&
        wrong.shape.length === 2 &&
        wrong.shape[0] === target.shape[0];
      return fits ? () => make().fprop(undefined, target) : () => make().fprop(wrong, target);
    },
  },
  {
    name: "targets of losses",
    draw: (rng) => {
      const [make, y, t, bad] = pick(rng, pairs);
      const right = y(rng);
      const target = t(rng, right);
      const ways: Anything[] = [
        noTensor(rng),
        Tensor.zeros([...target.shape, 2], target.dtype),
        Tensor.zeros([target.shape[0] + 1, ...target.shape.slice(1)], target.dtype),
      ];
      if (target.dtype !== "int32") ways.push(target.to("float64"));
      if (bad !== undefined) ways.push(bad(rng, right), bad(rng, right), bad(rng, right));
      const wrong: Anything = pick(rng, ways);
      return () => make().fprop(right, wrong);
    },
  },
  {
    name: "bprop of losses",
    draw: (rng) => {
      const [make, y, t] = pick(rng, pairs);
      const loss = make();
      if (rng.next() < 0.5) return () => loss.bprop();
      const right = y(rng);
      loss.fprop(right, t(rng, right));
      const dE: Anything = pick<unknown>(rng, [
        "1",
        {},
        [],
        true,
        1n,
        Tensor.zeros([9, 9]),
        Tensor.zeros([1], "int32"),
      ]);
      return () => loss.bprop(dE);
    },
  },
  {
    name: "Objective",
    draw: (rng) => {
      const terms = new MSELoss({ reduction: "none" }) as Anything;
      const y = tensor(rng, [2, 2]);
      return pick<() => unknown>(rng, [
        () => new Objective(noObject(rng), []),
        () => new Objective(new MSELoss(), [noObject(rng)]),
        () =>
          new Objective(
            new MSELoss(),
            pick<Anything>(rng, [undefined, null, 3, "x", {}, true, new L1([new Parameter(y)], 1)]),
          ),
        () => new Objective(terms, []).fprop(y, y),
        () => new Objective<Tensor, Tensor>(new MSELoss(), []).bprop(),
      ]);
    },
  },
  {
    name: "regularizers",
    draw: (rng, { net }) => {
      const all = net.parameters();
      const stray = noObject(rng);
      const bad = noAmount(rng);
      return pick<() => unknown>(rng, [
        () => new L1(all, bad),
        () => new L2(all, bad),
        () => new ElasticNet(all, bad, 0.1),
        () => new ElasticNet(all, 0.1, bad),
        () => new L2([], 0.1),
        () => new L2([...all, stray], 0.1),
        () => new L1(stray, 0.1),
        () => new L2(all, 0.1).bprop(noNumber(rng)),
      ]);
    },
  },
  {
    name: "parameters and groups of optimizers",
    draw: (rng, { net }) => {
      const all = net.parameters();
      const Class = pick(rng, optimizerClasses);
      const stray = noObject(rng);
      const params = pick<unknown>(rng, [
        stray,
        [],
        [stray],
        [...all, stray],
        [{ params: all }, { params: all }],
        [{ params: all }, { params: [all[0]] }],
        [{ params: [] }],
        [{ params: stray }],
        [{ params: [stray] }],
        [{}],
        [{ params: all }, all[0]],
        [net],
        [{ params: all, lr: -1 }],
      ]);
      return () => new Class(params, { lr: 0.1 });
    },
  },
  {
    name: "options of optimizers",
    draw: (rng, { net }) => {
      const all = net.parameters();
      const bad = noAmount(rng);
      const [share, adam] = [rng.uniform(1.0001, 9), pick(rng, [Adam, AdamW])];
      const betas = pick<Anything>(rng, [
        [0.9],
        [0.9, 1],
        [1.5, 0.9],
        [-0.1, 0.9],
        [0.9, NaN],
        0.9,
        "0.9",
        null,
        [0.9, "0.9"],
        [],
      ]);
      return pick<() => unknown>(rng, [
        () => new SGD(all, { lr: bad }),
        () => new SGD(all, {} as { lr: number }),
        () => new SGD(all, undefined as Anything),
        () => new SGD(all, { lr: 0.1, momentum: bad }),
        () => new SGD(all, { lr: 0.1, dampening: rng.next() < 0.5 ? bad : share }),
        () => new SGD(all, { lr: 0.1, weightDecay: bad }),
        () => new SGD(all, { lr: 0.1, nesterov: true }),
        () => new SGD(all, { lr: 0.1, momentum: 0.9, dampening: 0.1, nesterov: true }),
        () => new adam(all, { lr: bad }),
        () => new adam(all, { betas }),
        () => new adam(all, { eps: bad }),
        () => new adam(all, { weightDecay: bad }),
      ]);
    },
  },
  {
    name: "an option changed for the worse between steps",
    draw: (rng, { net }) => {
      const sgd = new SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
      const adam = new Adam(net.parameters());
      const bad = noAmount(rng);
      const option = pick(rng, ["lr", "momentum", "weightDecay"] as const);
      sgd.groups[0][option] = bad;
      adam.groups[0].lr = bad;
      return pick(rng, [() => sgd.step(), () => adam.step()]);
    },
  },
  {
    name: "loadStateDict",
    draw: (rng, { net }) => {
      const state = net.stateDict();
      const names = Object.keys(state);
      const name = pick(rng, names);
      const { [name]: value, ...rest } = state;
      const bad = pick<Anything>(rng, [noTensor(rng), reshaped(rng, value.shape), value.to("int32")]);
      // What comes before the bad entry must not be taken over either.
      for (const t of Object.values(rest)) t.data.fill(rng.next());
      const options: Anything = rng.next() < 0.5 ? { strict: false } : undefined;
      return pick<() => unknown>(rng, [
        () => net.loadStateDict(rest),
        () => net.loadStateDict({ ...state, [`${name}x`]: value }),
        () => net.loadStateDict({ ...rest, [name]: bad }, options),
        () => net.loadStateDict(pick<Anything>(rng, [undefined, null, 3, "x", true])),
      ]);
    },
  },
  {
    name: "predict, summary, to",
    draw: (rng, { net, x }) =>
      pick<() => unknown>(rng, [
        () =>
          net.predict(x, {
            batchSize: noSize(rng) === undefined ? 0 : pick<Anything>(rng, [0, -1, 1.5, NaN, "2", null, 2 ** 40]),
          }),
        () => net.predict(noTensor(rng)),
        () => net.predict(tensor(rng, [2, 5])),
        () => net.predict(tensor(rng, [2, 3]).to("float64")),
        () => net.predict(Tensor.from(3)),
        () => net.summary([2, 5]),
        () => net.summary([2, noSize(rng)]),
        () => net.to(pick<Anything>(rng, ["int32", "float16", "", null, undefined, 3])),
      ]),
  },
];

describe("misuse", () => {
  const each = 160;
  let refused = 0;
  const [world, clean] = [new World(), new World()];

  it.each(doors.map((door) => [door.name, door] as const))(
    "%s: refused, nothing changed, and on it goes",
    (name, door) => {
      const rng = new Rng(12).split(name);
      const wrong = new Map<string, number>();
      for (let i = 0; i < each; i++) {
        const E = world.fprop();
        expect(clean.fprop()).toBe(E);
        const before = world.bits();

        const call = door.draw(rng, world);
        let thrown: unknown;
        try {
          call();
        } catch (error) {
          thrown = error;
        }
        const good = thrown instanceof FpropError && thrown.code && thrown.path && thrown.expected && thrown.got;
        if (good) refused++;
        else {
          const what = `${String(call).replace(/\s+/g, " ")} → ${thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : "nothing thrown"}`;
          wrong.set(what, (wrong.get(what) ?? 0) + 1);
        }
        expect(world.bits() === before, `unchanged by ${String(call)}`).toBe(true);

        if (door.breaks) expect(world.loss.fprop(world.net.fprop(world.x), world.t)).toBe(E);
        world.bprop();
        clean.bprop();
        expect(world.bits() === clean.bits(), `the same bits after ${String(call)}`).toBe(true);
      }
      expect([...wrong].map(([what, times]) => `${times} × ${what}`)).toEqual([]);
    },
  );

  it("has been refused more than 5,000 times, in all", () => {
    expect(refused).toBe(each * doors.length);
    expect(refused).toBeGreaterThan(5000);
  });
});
