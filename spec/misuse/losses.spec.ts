import {
  BCELoss,
  BCEWithLogitsLoss,
  CosineEmbeddingLoss,
  CrossEntropyLoss,
  CTCLoss,
  ElasticNet,
  FocalLoss,
  GaussianNLLLoss,
  HingeLoss,
  HuberLoss,
  InfoNCELoss,
  L1,
  L1Loss,
  L2,
  MSELoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiLoss,
  MultiMarginLoss,
  NLLLoss,
  Objective,
  Parameter,
  PoissonNLLLoss,
  Rng,
  SequenceLoss,
  SmoothL1Loss,
  Softmax,
  Tensor,
  TripletMarginLoss,
} from "../../index.ts";
import type { AnyLoss } from "../cases.ts";
import { drawn } from "../values.ts";
import { type Anything, pick, noNumber, noAmount, noTensor, noObject, shapeOf, tensor, reshaped } from "./draws.ts";
import { misuse, type Door } from "./world.ts";

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

/** The losses that have no pairs here: spec/misuse/rows.spec.ts has their calls. */
const otherLosses = [
  SmoothL1Loss,
  HuberLoss,
  FocalLoss,
  GaussianNLLLoss,
  PoissonNLLLoss,
  MultiMarginLoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  CosineEmbeddingLoss,
  TripletMarginLoss,
  InfoNCELoss,
  CTCLoss,
];
const lossClasses = [MSELoss, L1Loss, BCELoss, BCEWithLogitsLoss, HingeLoss, CrossEntropyLoss, NLLLoss];

const doors: readonly Door[] = [
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
    name: "options of the other losses",
    draw: (rng) => {
      const bad = noNumber(rng);
      const Pairs = pick<new (options: Anything) => unknown>(rng, [
        CosineEmbeddingLoss,
        TripletMarginLoss,
        MultiMarginLoss,
      ]);
      const Weighed = pick<new (options: Anything) => unknown>(rng, [BCEWithLogitsLoss, MultiLabelSoftMarginLoss]);
      const Made = pick<new (options: Anything) => unknown>(rng, otherLosses);
      const stray = noObject(rng);
      return pick<() => unknown>(rng, [
        () => new Made({ reduction: pick<Anything>(rng, ["avg", "", "Mean", 3, {}, [], true]) }),
        () => new Pairs({ margin: bad }),
        () => new Weighed({ weight: pick<Anything>(rng, [[1, -1], [NaN], [], [[1, 2]], 3, "x", {}, null]) }),
        () => new BCEWithLogitsLoss({ posWeight: pick<Anything>(rng, [[-1], [Infinity], [[1]], 3, "x", {}, null]) }),
        () => new SmoothL1Loss({ beta: noAmount(rng) }),
        () => new HuberLoss({ delta: rng.next() < 0.3 ? 0 : noAmount(rng) }),
        () => new FocalLoss({ gamma: noAmount(rng) }),
        () => new FocalLoss({ alpha: rng.next() < 0.3 ? 1.5 : bad }),
        () => new GaussianNLLLoss({ eps: rng.next() < 0.3 ? 0 : noAmount(rng) }),
        () => new PoissonNLLLoss({ eps: noAmount(rng) }),
        () => new CosineEmbeddingLoss({ margin: pick(rng, [-1.5, 1.5]) }),
        () => new TripletMarginLoss({ p: rng.next() < 0.3 ? 0 : pick<Anything>(rng, [-1, NaN, "2", null]) }),
        () => new MultiMarginLoss({ p: pick<Anything>(rng, [0, 3, 1.5, "1", null]) }),
        () => new InfoNCELoss({ temperature: rng.next() < 0.3 ? 0 : noAmount(rng) }),
        () => new CTCLoss({ blank: pick<Anything>(rng, [-1, 1.5, NaN, "0", null]) }),
        () => new SequenceLoss(stray),
        () =>
          new SequenceLoss(new MSELoss() as Anything).fprop(tensor(rng, [2, 3, 1]), [
            tensor(rng, [2, 3, 1]),
            drawn([2, 3], () => 1),
          ]),
        () => new MultiLoss(stray),
        () => new MultiLoss([]),
        () => new MultiLoss([new MSELoss(), stray]),
        () => new MultiLoss([new MSELoss()], { weights: pick<Anything>(rng, [[], [1, 2], [NaN], 3, {}, ["1"]]) }),
        () => {
          const loss = new MSELoss();
          return new MultiLoss([loss, loss]);
        },
        () =>
          new MultiLoss([new MSELoss({ reduction: "none" }) as Anything]).fprop([tensor(rng, [2])], [tensor(rng, [2])]),
      ]);
    },
  },
  {
    name: "class scores and targets of places",
    draw: (rng) => {
      const [batch, classes, d] = [2 + rng.integer(2), 2 + rng.integer(3), 2 + rng.integer(3)];
      const y = tensor(rng, [batch, classes, d]);
      const t = drawn([batch, d], () => rng.integer(classes)).to("int32");
      const probabilities = new Softmax({ dim: 1 }).fprop(y).clone();
      const k = rng.integer(t.size);
      const stray = t.clone();
      stray.data[k] = pick(rng, [-1, classes, 99]);
      const wrong = probabilities.clone();
      wrong.data[rng.integer(wrong.size)] = pick(rng, [-0.1, 1.1, NaN]);
      const indices = pick<Anything>(rng, [
        stray,
        t.reshape([batch * d]),
        t.reshape([batch, d, 1]),
        t.to("float32"),
        noTensor(rng),
      ]);
      const Classes = pick<new () => AnyLoss>(rng, [CrossEntropyLoss, NLLLoss]);
      const weight = Array.from({ length: classes + 1 }, () => 1);
      return pick<() => unknown>(rng, [
        () => new Classes().fprop(y, indices),
        () => new Classes().fprop(tensor(rng, [batch, classes]), t),
        () => new Classes().fprop(tensor(rng, [batch, d, classes + d]), t),
        () => new CrossEntropyLoss().fprop(y, wrong),
        () => new CrossEntropyLoss().fprop(y, probabilities.to("float64")),
        () => new CrossEntropyLoss().fprop(y, probabilities.reshape([batch, classes * d])),
        () => new CrossEntropyLoss({ weight }).fprop(y, t),
        () => new NLLLoss({ weight }).fprop(y, t),
        () => new NLLLoss().fprop(y, probabilities),
      ]);
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
];

misuse("losses and regularizers", doors);
