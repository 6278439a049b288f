import {
  Add,
  Basis,
  Conv2d,
  ConvTranspose2d,
  ELU,
  Flatten,
  Fold,
  Graph,
  Hardtanh,
  Identity,
  join,
  LeakyReLU,
  Linear,
  LogSoftmax,
  Maxout,
  MaxPool2d,
  PolynomialFeatures,
  PReLU,
  RadialBasis,
  ReflectionPad1d,
  ReLU,
  Residual,
  Rng,
  Sequential,
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
} from "../../index.ts";
import { type Anything, pick, noSize, noNumber, noTensor, noObject, shapeOf, tensor, notLike } from "./draws.ts";
import { misuse, type Door } from "./world.ts";

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
];

misuse("modules", doors);
