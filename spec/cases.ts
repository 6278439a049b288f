import * as fprop from "../index.ts";
import {
  Adam,
  AdamW,
  Add,
  add,
  Basis,
  BCELoss,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  ElasticNet,
  Flatten,
  Graph,
  Hardtanh,
  HingeLoss,
  Identity,
  join,
  L1,
  L1Loss,
  L2,
  Lambda,
  LeakyReLU,
  Linear,
  LogSoftmax,
  Loss,
  matmul,
  Maxout,
  mean,
  Module,
  MSELoss,
  mul,
  NLLLoss,
  Objective,
  Optimizer,
  Parameter,
  PolynomialFeatures,
  RadialBasis,
  Regularizer,
  ReLU,
  relu,
  reshape,
  Residual,
  Rng,
  Sequential,
  SGD,
  Sigmoid,
  sigmoid,
  Softmax,
  sub,
  Tanh,
  tanh,
  Tensor,
  transpose,
  type AnyModule,
  type Node,
  type Reduction,
  type Value,
} from "../index.ts";
import { drawn } from "./values.ts";

/**
 * The table on which every law of laws.spec.ts runs. A new module or loss gets its row here; an export without one
 * fails the suite.
 */

type Shape = readonly number[];
// oxlint-disable-next-line no-explicit-any -- losses of whatever outputs and targets
export type AnyLoss = Loss<any, any, number | Tensor>;

export interface ModuleRow {
  /** The class. */
  readonly of: string;
  /** How it is set up, in words. */
  readonly how: string;
  /** PyTorch's class that computes the same, if there is one. */
  readonly torch: string | null;
  readonly make: (rng: Rng) => AnyModule;
  /** Shapes of the input; of the tuple, where there are several. The first axis is the batch. */
  readonly x: readonly Shape[];
  /** Shapes that are refused; none where every shape is right. */
  readonly wrong?: readonly Shape[];
  /** The distance of x from the nearest kink, for modules that have some. */
  readonly margin?: (module: AnyModule, x: Tensor) => number;
  /** Whether int32 tensors pass, too. */
  readonly anyType?: true;
}

/** At least this far from kinks are the inputs that derivatives are checked at: some steps of the numeric ones. */
export const clear = 1e-2;

/** The input of a row: normal numbers, drawn again until they are clear of its kinks. */
export function inputOf(row: ModuleRow, module: AnyModule, seed = 1): Value {
  const rng = new Rng(seed).split(`${row.of} ${row.how}`);
  for (let attempt = 0; attempt < 1000; attempt++) {
    const x = row.x.map((shape) => drawn(shape, () => rng.normal()));
    if (row.margin === undefined || row.margin(module, x[0]) >= clear) return x.length === 1 ? x[0] : x;
  }
  throw new Error(`${row.of} ${row.how}: no input clear of its kinks`);
}

/** The distance of x from the nearest of these numbers. */
const from =
  (...kinks: number[]) =>
  (_: AnyModule, x: Tensor): number =>
    x.data.reduce((least, v) => Math.min(least, ...kinks.map((k) => Math.abs(v - k))), Infinity);

/** The smallest lead of a largest piece over the second. */
function lead(module: AnyModule, x: Tensor): number {
  const { linear, pieces, outFeatures } = module as Maxout;
  const z = linear.clone().fprop(x);
  let least = Infinity;
  for (let i = 0; pieces > 1 && i < z.size / (pieces * outFeatures); i++)
    for (let j = 0; j < outFeatures; j++) {
      const values = Array.from({ length: pieces }, (_, p) => z.data[(i * pieces + p) * outFeatures + j]);
      const [first, second] = values.sort((a, b) => b - a);
      least = Math.min(least, first - second);
    }
  return least;
}

/** Modules that work element by element, on any shape. */
function elementwise(
  of: string,
  how: string,
  make: () => AnyModule,
  options: Pick<ModuleRow, "margin" | "anyType"> & { torch?: string } = {},
): ModuleRow[] {
  const { torch = `torch.nn.${of}`, ...rest } = options;
  return [[5, 7], [3, 1], [1, 4], [2, 3, 4], [6]].map((shape) => ({
    of,
    how: `${how}[${shape.join(", ")}]`,
    torch,
    make,
    x: [shape],
    ...rest,
  }));
}

/** Modules that work along the last axis, of two at least. */
function alongRows(of: string, make: () => AnyModule): ModuleRow[] {
  return [
    [5, 4],
    [3, 1],
    [1, 6],
    [2, 3, 5],
  ].map((shape) => ({ of, how: `[${shape.join(", ")}]`, torch: `torch.nn.${of}`, make, x: [shape], wrong: [[4]] }));
}

const linear = (how: string, make: ModuleRow["make"], x: Shape, wrong: Shape): ModuleRow => ({
  of: "Linear",
  how,
  torch: "torch.nn.Linear",
  make,
  x: [x],
  wrong: [wrong],
});
const maxout = (how: string, make: ModuleRow["make"], x: Shape, wrong: Shape): ModuleRow => ({
  of: "Maxout",
  how,
  torch: null,
  make,
  x: [x],
  wrong: [wrong],
  margin: lead,
});
const polynomial = (degree: number, x: Shape): ModuleRow => ({
  of: "PolynomialFeatures",
  how: `degree ${degree}, [${x.join(", ")}]`,
  torch: null,
  make: () => new PolynomialFeatures(degree),
  x: [x],
  wrong: [[4]],
});
/** The centres start frozen; the laws look at them as at all parameters. */
const radial = (count: number, width: number, x: Shape, wrong: Shape): ModuleRow => ({
  of: "RadialBasis",
  how: `${count} centres, width ${width}, [${x.join(", ")}]`,
  torch: null,
  make: (rng) =>
    new RadialBasis(
      drawn([count, x.at(-1)!], () => rng.normal()),
      width,
    ).freeze(false),
  x: [x],
  wrong: [wrong],
});
const composed = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: readonly Shape[],
  wrong: readonly Shape[],
): ModuleRow => ({ of, how, torch: of === "Sequential" ? "torch.nn.Sequential" : null, make, x, wrong });

export const modules: readonly ModuleRow[] = [
  ...elementwise("Identity", "", () => new Identity(), { anyType: true }),
  ...elementwise("Sigmoid", "", () => new Sigmoid()),
  ...elementwise("Tanh", "", () => new Tanh()),
  ...elementwise("ReLU", "", () => new ReLU(), { margin: from(0) }),
  ...elementwise("LeakyReLU", "", () => new LeakyReLU(), { margin: from(0) }),
  ...elementwise("LeakyReLU", "slope −0.5 ", () => new LeakyReLU({ negativeSlope: -0.5 }), { margin: from(0) }),
  ...elementwise("Hardtanh", "", () => new Hardtanh(), { margin: from(-1, 1) }),
  ...elementwise("Hardtanh", "0 … 6 ", () => new Hardtanh({ minVal: 0, maxVal: 6 }), { margin: from(0, 6) }),
  ...alongRows("Softmax", () => new Softmax()),
  ...alongRows("LogSoftmax", () => new LogSoftmax()),

  ...[[4, 3], [1, 1], [2, 3, 4], [6]].map((s): ModuleRow => ({
    of: "Add",
    how: `[${s.join(", ")}]`,
    torch: null,
    make: () => new Add(),
    x: [s, s],
    wrong: [s, [...s, 2]],
  })),
  ...[
    [4, 3],
    [3, 2, 4],
    [4, 1, 2, 2],
    [1, 5, 1],
  ].map((s): ModuleRow => ({
    of: "Flatten",
    how: `[${s.join(", ")}]`,
    torch: "torch.nn.Flatten",
    make: () => new Flatten(),
    x: [s],
    wrong: [[4]],
  })),

  linear("3 → 4", (rng) => new Linear(3, 4, { rng }), [5, 3], [5, 4]),
  linear("no bias", (rng) => new Linear(3, 4, { rng, bias: false }), [5, 3], [3]),
  linear("1 → 1", (rng) => new Linear(1, 1, { rng }), [4, 1], [4, 2]),
  linear("rank 3", (rng) => new Linear(3, 2, { rng }), [2, 4, 3], [2, 3, 4]),
  linear("batch 1", (rng) => new Linear(2, 5, { rng }), [1, 2], [2]),
  linear("17 → 9, larger than a tile", (rng) => new Linear(17, 9, { rng }), [11, 17], [17, 11]),

  maxout("3 → 4, 2 pieces", (rng) => new Maxout(3, 4, 2, { rng }), [5, 3], [5, 4]),
  maxout("1 piece", (rng) => new Maxout(3, 2, 1, { rng }), [4, 3], [3]),
  maxout("no bias, 3 pieces", (rng) => new Maxout(2, 3, 3, { rng, bias: false }), [4, 2], [4, 3]),
  maxout("rank 3", (rng) => new Maxout(2, 2, 2, { rng }), [2, 3, 2], [2, 3, 3]),
  maxout("1 → 1, batch 1", (rng) => new Maxout(1, 1, 3, { rng }), [1, 1], [1, 2]),

  polynomial(1, [3, 2]),
  polynomial(2, [5, 2]),
  polynomial(3, [4, 3]),
  polynomial(5, [3, 1]),
  polynomial(2, [2, 3, 2]),
  radial(4, 1.5, [5, 2], [5, 3]),
  radial(1, 1, [1, 1], [1]),
  radial(3, 2, [2, 3, 3], [2, 3, 2]),
  ...[
    [5, 2],
    [1, 2],
    [2, 3, 2],
  ].map((x): ModuleRow => ({
    of: "Basis",
    how: `a product and a square, [${x.join(", ")}]`,
    torch: null,
    make: () =>
      new Basis(2, 3, ([a, b]) => [a * b, a * a, b], { bprop: ([p, q, r], [a, b]) => [p * b + 2 * q * a, p * a + r] }),
    x: [x],
    wrong: [[5, 3]],
  })),

  composed("Residual", "of Tanh", () => new Residual(new Tanh()), [[4, 3]], []),
  composed("Residual", "of Linear", (rng) => new Residual(new Linear(3, 3, { rng })), [[4, 3]], [[4, 2]]),
  composed(
    "Residual",
    "of a Sequential with another inside",
    (rng) => new Residual(new Sequential(new Linear(3, 3, { rng }), new Residual(new Sigmoid()))),
    [[2, 2, 3]],
    [[3]],
  ),

  composed(
    "Sequential",
    "three layers",
    (rng) => new Sequential(new Linear(3, 5, { rng }), new Tanh(), new Linear(5, 2, { rng })),
    [[6, 3]],
    [[6, 2]],
  ),
  composed("Sequential", "of one", (rng) => new Sequential(new Linear(2, 2, { rng })), [[1, 2]], [[2]]),
  composed(
    "Sequential",
    "nested, with a Flatten",
    (rng) => new Sequential(new Flatten(), new Sequential(new Linear(6, 3, { rng }), new Sigmoid()), new LogSoftmax()),
    [[4, 2, 3]],
    [[4, 3, 3]],
  ),
  composed(
    "Sequential",
    "ending in a Flatten",
    (rng) => new Sequential(new Linear(2, 3, { rng }), new Flatten()),
    [[3, 2, 2]],
    [[3, 2, 1]],
  ),
  composed(
    "Sequential",
    "a layer and its twin",
    (rng) => {
      const layer = new Linear(3, 3, { rng });
      return new Sequential(layer, new Tanh(), layer.twin());
    },
    [[4, 3]],
    [[4, 4]],
  ),
  composed(
    "Sequential",
    "of two inputs",
    (rng) => new Sequential(new Add(), new Linear(3, 2, { rng })),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),

  composed(
    "Graph",
    "fan-out: a skip connection",
    (rng) =>
      new Graph((x) => {
        const h = x.into(new Linear(3, 3, { rng })).into(new Tanh());
        return join(h, x)
          .into(new Add())
          .into(new Linear(3, 2, { rng }));
      }),
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "Graph",
    "two inputs",
    (rng) =>
      new Graph((a: Node, b: Node) =>
        join(a.into(new Linear(3, 2, { rng })), b.into(new Linear(1, 2, { rng }))).into(new Add()),
      ),
    [
      [4, 3],
      [4, 1],
    ],
    [
      [4, 1],
      [4, 3],
    ],
  ),
  composed(
    "Graph",
    "two outputs of one value",
    (rng) =>
      new Graph((x) => {
        const h = x.into(new Linear(3, 4, { rng })).into(new Sigmoid());
        return [h.into(new Linear(4, 2, { rng })), h] as const;
      }),
    [[3, 3]],
    [[3, 2]],
  ),
  composed(
    "Graph",
    "one module in three places",
    (rng) => {
      const layer = new Linear(3, 3, { rng });
      return new Graph((x) => {
        const h = x.into(layer).into(new Tanh());
        return join(h.into(layer), x.into(layer)).into(new Add());
      });
    },
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "Graph",
    "an input that nothing uses",
    (rng) => new Graph((a: Node, _: Node) => a.into(new Linear(3, 2, { rng }))),
    [
      [4, 3],
      [4, 2],
    ],
    [
      [4, 2],
      [4, 2],
    ],
  ),
  composed(
    "Graph",
    "positions of a tuple, one of them twice, one not at all",
    (rng) => {
      const split = new Graph(
        (x) => [x.into(new Linear(3, 2, { rng })), x.into(new Tanh()), x.into(new Sigmoid())] as const,
      );
      return new Graph((x) => {
        const parts = x.into(split);
        return join(parts.at(0), parts.at(0).into(new Tanh())).into(new Add());
      });
    },
    [[4, 3]],
    [[4, 2]],
  ),
  composed(
    "Graph",
    "inside a Sequential inside a Graph",
    (rng) => {
      const inner = new Graph((x) => join(x, x.into(new Linear(3, 3, { rng }))).into(new Add()));
      return new Graph((x) => x.into(new Sequential(inner, new Tanh())).into(new Linear(3, 1, { rng })));
    },
    [[3, 3]],
    [[3, 4]],
  ),

  composed(
    "Lambda",
    "tanh(x w)",
    (rng) => new Lambda((x, w) => tanh(matmul(x, w)), { w: [2, 3] }, { rng }),
    [[4, 2]],
    [[4, 3]],
  ),
  composed(
    "Lambda",
    "a Linear in PyTorch's layout, rank 3",
    (rng) => new Lambda((x, w, b) => add(matmul(x, transpose(w)), b), { w: [4, 3], b: [4] }, { rng }),
    [[2, 5, 3]],
    [[2, 3, 5]],
  ),
  composed(
    "Lambda",
    "two inputs, one used twice, a constant",
    () => new Lambda<readonly [Tensor, Tensor]>((a, b) => sub(mul(a, sigmoid(a)), mul(2, b))),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),
  composed(
    "Lambda",
    "an input that nothing uses, a parameter that nothing uses",
    (rng) =>
      new Lambda<readonly [Tensor, Tensor]>((a, _b, w, _v) => mul(a, w), { w: [3], v: Tensor.zeros([2]) }, { rng }),
    [
      [4, 3],
      [4, 2],
    ],
    [
      [4, 2],
      [4, 2],
    ],
  ),
  composed(
    "Lambda",
    "rows minus their mean, over one axis, under another shape",
    () => new Lambda((x) => reshape(relu(transpose(sub(transpose(x), mean(x, -1)))), x)),
    [[4, 3]],
    [[2, 2, 2]],
  ),
  composed("Lambda", "the input itself", () => new Lambda((x) => x), [[4, 3]], []),
];

export interface LossRow {
  readonly of: string;
  readonly how: string;
  readonly torch: string | null;
  readonly reduction: Reduction;
  readonly make: () => AnyLoss;
  readonly y: Tensor;
  readonly t: Tensor;
  /** A t that is refused with TARGET. */
  readonly badTarget?: Tensor;
}

const reductions = ["mean", "sum", "none"] as const;

/** A row for each reduction, with outputs and targets drawn for a shape. */
function loss(
  of: string,
  how: string,
  make: (reduction: Reduction) => AnyLoss,
  draw: (rng: Rng) => Pick<LossRow, "y" | "t" | "badTarget">,
  torch: string | null = `torch.nn.${of}`,
  kinds: readonly Reduction[] = reductions,
): LossRow[] {
  return kinds.map((reduction) => ({
    of,
    how: `${how}, ${reduction}`,
    torch,
    reduction,
    make: () => make(reduction),
    ...draw(new Rng(2).split(`${of} ${how}`)),
  }));
}

const sizes: readonly Shape[] = [[5, 3], [1, 1], [2, 3, 2], [4]];

/** Losses of y and t of one shape; `t` and `y` draw a target, and an output for a target. */
function pairwise(
  of: string,
  how: string,
  make: (reduction: Reduction) => AnyLoss,
  t: (rng: Rng) => number,
  y: (rng: Rng, t: number) => number,
  torch?: string | null,
  bad?: number,
): LossRow[] {
  return sizes.flatMap((shape) =>
    loss(
      of,
      `${how}[${shape.join(", ")}]`,
      make,
      (rng) => {
        const target = drawn(shape, () => t(rng));
        let i = 0;
        const output = drawn(shape, () => y(rng, target.data[i++]));
        return { y: output, t: target, ...(bad === undefined ? {} : { badTarget: drawn(shape, () => bad) }) };
      },
      torch,
    ),
  );
}

const normal = (rng: Rng): number => rng.normal();
const probability = (rng: Rng): number => rng.next();
/** Either side of `centre`, from `clear` to `clear + 2` away. */
const beside = (rng: Rng, centre: number): number => centre + (rng.next() < 0.5 ? -1 : 1) * rng.uniform(clear * 1.1, 2);
const sign = (rng: Rng): number => (rng.next() < 0.5 ? -1 : 1);

/** Logits and class indices; `ignored` rows carry the mark. */
const indices =
  (batch: number, classes: number, ignored: readonly number[] = [], mark = -100) =>
  (rng: Rng): Pick<LossRow, "y" | "t" | "badTarget"> => ({
    y: drawn([batch, classes], () => rng.normal()),
    t: Tensor.from(Int32Array.from({ length: batch }, (_, i) => (ignored.includes(i) ? mark : rng.integer(classes)))),
    badTarget: Tensor.from(new Int32Array(batch).fill(classes)),
  });

/** Logits and rows of probabilities. */
const distributions =
  (batch: number, classes: number) =>
  (rng: Rng): Pick<LossRow, "y" | "t" | "badTarget"> => {
    const y = drawn([batch, classes], () => rng.normal());
    const t = new Softmax().fprop(drawn([batch, classes], () => rng.normal())).clone();
    return { y, t, badTarget: drawn([batch, classes], () => 1.5) };
  };

const penalised = (reduction: Reduction, penalties: (p: Parameter, q: Parameter) => Regularizer[]): AnyLoss => {
  const rng = new Rng(3);
  const weight = (shape: Shape): Parameter => new Parameter(drawn(shape, () => beside(rng, 0)));
  return new Objective(new MSELoss({ reduction: reduction as "mean" }), penalties(weight([3, 2]), weight([4])));
};

export const losses: readonly LossRow[] = [
  ...pairwise("MSELoss", "", (reduction) => new MSELoss({ reduction }), normal, normal),
  ...pairwise("L1Loss", "", (reduction) => new L1Loss({ reduction }), normal, beside),
  ...pairwise(
    "BCELoss",
    "",
    (reduction) => new BCELoss({ reduction }),
    probability,
    (rng) => rng.uniform(0.25, 0.75),
    undefined,
    1.5,
  ),
  ...pairwise(
    "BCELoss",
    "t in {0, 1} ",
    (reduction) => new BCELoss({ reduction }),
    (rng) => rng.integer(2),
    (rng) => rng.uniform(0.25, 0.75),
  ),
  ...pairwise(
    "BCEWithLogitsLoss",
    "",
    (reduction) => new BCEWithLogitsLoss({ reduction }),
    probability,
    normal,
    undefined,
    -0.5,
  ),
  ...pairwise(
    "HingeLoss",
    "",
    (reduction) => new HingeLoss({ reduction }),
    sign,
    (rng, t) => t * beside(rng, 1),
    null,
    0.5,
  ),
  ...pairwise(
    "HingeLoss",
    "margin 0.5 ",
    (reduction) => new HingeLoss({ reduction, margin: 0.5 }),
    sign,
    (rng, t) => t * beside(rng, 0.5),
    null,
  ),

  ...loss("CrossEntropyLoss", "indices", (reduction) => new CrossEntropyLoss({ reduction }), indices(5, 4)),
  ...loss("CrossEntropyLoss", "one row, one class", (reduction) => new CrossEntropyLoss({ reduction }), indices(1, 1)),
  ...loss(
    "CrossEntropyLoss",
    "weights, smoothing, rows ignored",
    (reduction) => new CrossEntropyLoss({ reduction, weight: [0.5, 2, 0, 1], labelSmoothing: 0.2, ignoreIndex: 7 }),
    indices(6, 4, [1, 4], 7),
  ),
  ...loss(
    "CrossEntropyLoss",
    "every row ignored",
    (reduction) => new CrossEntropyLoss({ reduction }),
    indices(2, 3, [0, 1]),
  ),
  ...loss("CrossEntropyLoss", "probabilities", (reduction) => new CrossEntropyLoss({ reduction }), distributions(4, 3)),
  ...loss(
    "CrossEntropyLoss",
    "probabilities, weights, smoothing",
    (reduction) => new CrossEntropyLoss({ reduction, weight: [0.5, 2, 1], labelSmoothing: 0.1 }),
    distributions(3, 3),
  ),

  ...loss("NLLLoss", "indices", (reduction) => new NLLLoss({ reduction }), indices(5, 4)),
  ...loss("NLLLoss", "one row, one class", (reduction) => new NLLLoss({ reduction }), indices(1, 1)),
  ...loss(
    "NLLLoss",
    "weights, rows ignored",
    (reduction) => new NLLLoss({ reduction, weight: [0.5, 2, 1], ignoreIndex: -1 }),
    indices(6, 3, [0, 5], -1),
  ),
  ...loss("NLLLoss", "every row ignored", (reduction) => new NLLLoss({ reduction }), indices(2, 3, [0, 1])),

  ...(
    [
      ["no penalty", () => []],
      ["L1 and L2", (p, q) => [new L1([p], 0.3), new L2([p, q], 0.2)]],
      ["ElasticNet", (p, q) => [new ElasticNet([p, q], 0.1, 0.2)]],
    ] as const satisfies readonly (readonly [string, (p: Parameter, q: Parameter) => Regularizer[]])[]
  ).flatMap(([how, penalties]) =>
    loss(
      "Objective",
      how,
      (reduction) => penalised(reduction, penalties),
      (rng) => ({ y: drawn([4, 2], () => rng.normal()), t: drawn([4, 2], () => rng.normal()) }),
      null,
      ["mean", "sum"],
    ),
  ),
];

/** Penalties, for the parameters they weigh. */
export const regularizers: readonly {
  readonly of: string;
  readonly how: string;
  readonly make: (parameters: readonly Parameter[]) => Regularizer;
}[] = [
  { of: "L1", how: "λ = 0.3", make: (p) => new L1(p, 0.3) },
  { of: "L2", how: "λ = 0.2", make: (p) => new L2(p, 0.2) },
  { of: "ElasticNet", how: "both", make: (p) => new ElasticNet(p, 0.3, 0.2) },
  { of: "ElasticNet", how: "λ₁ = 0", make: (p) => new ElasticNet(p, 0, 0.2) },
];

/** Optimizers, for the parameters they change. */
export const optimizers: readonly {
  readonly of: string;
  readonly how: string;
  readonly make: (parameters: readonly Parameter[]) => Optimizer<object>;
}[] = [
  { of: "SGD", how: "plain", make: (p) => new SGD(p, { lr: 0.1 }) },
  {
    of: "SGD",
    how: "Nesterov, decay",
    make: (p) => new SGD(p, { lr: 0.05, momentum: 0.8, nesterov: true, weightDecay: 0.01 }),
  },
  { of: "SGD", how: "dampened", make: (p) => new SGD(p, { lr: 0.1, momentum: 0.5, dampening: 0.3 }) },
  { of: "Adam", how: "plain", make: (p) => new Adam(p, { lr: 0.05 }) },
  { of: "Adam", how: "amsgrad, decay", make: (p) => new Adam(p, { lr: 0.05, amsgrad: true, weightDecay: 0.01 }) },
  { of: "AdamW", how: "plain", make: (p) => new AdamW(p, { lr: 0.05 }) },
];

/** The names of all exports that are subclasses of `base`. */
export function exported(base: abstract new (...args: never) => unknown): string[] {
  return Object.entries(fprop).flatMap(([name, value]) =>
    typeof value === "function" && value.prototype instanceof base ? [name] : [],
  );
}

/** What must have rows, and the rows there are. */
export const tables = [
  ["Module", exported(Module), modules],
  ["Loss", exported(Loss), losses],
  ["Regularizer", exported(Regularizer), regularizers],
  ["Optimizer", exported(Optimizer), optimizers],
] as const;

/** All parameters of a module, and their gradients, as values to compare. */
export const weights = (module: AnyModule): Tensor[] => module.parameters().map((p) => p.value);
export const gradients = (module: { parameters(): Parameter[] }): Tensor[] => module.parameters().map((p) => p.grad);
