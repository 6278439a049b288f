import {
  BCEWithLogitsLoss,
  CosineEmbeddingLoss,
  CrossEntropyLoss,
  CTCLoss,
  FocalLoss,
  GaussianNLLLoss,
  HingeEmbeddingLoss,
  HuberLoss,
  InfoNCELoss,
  KLDivLoss,
  LogCoshLoss,
  LogSoftmax,
  MarginRankingLoss,
  MSELoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiLoss,
  MultiMarginLoss,
  PoissonNLLLoss,
  SequenceLoss,
  SmoothL1Loss,
  SoftMarginLoss,
  SquaredHingeLoss,
  Tensor,
  TripletMarginLoss,
  type Rng,
} from "../../index.ts";
import { drawn } from "../values.ts";
import {
  beside,
  distributions,
  indices,
  loss,
  normal,
  pairwise,
  probability,
  sign,
  sizes,
  type LossRow,
} from "./lossrow.ts";

type Drawn = Pick<LossRow, "y" | "t" | "badTarget" | "crossed">;

const int = (values: readonly number[], shape: readonly number[]): Tensor => Tensor.from(values, shape, "int32");
const matrix = (rng: Rng, shape: readonly number[]): Tensor => drawn(shape, () => rng.normal());
const signs = (rng: Rng, shape: readonly number[]): Tensor => drawn(shape, () => sign(rng));

/** Two matrices of one shape, and a sign for each row or each number. */
const twins =
  (shape: readonly number[], t: readonly number[]) =>
  (rng: Rng): Drawn => ({
    y: [matrix(rng, shape), matrix(rng, shape)],
    t: signs(rng, t),
    badTarget: drawn(t, () => 0),
  });

const triplets =
  (batch: number, size: number) =>
  (rng: Rng): Drawn => ({ y: [0, 1, 2].map(() => matrix(rng, [batch, size])), t: [] });

/** Log-probabilities of steps, and labels of which some count; the last row has too few steps for two equal labels. */
const sequences = (rng: Rng): Drawn => {
  const [batch, steps, classes] = [4, 5, 4];
  return {
    y: new LogSoftmax().fprop(matrix(rng, [batch, steps, classes])).clone(),
    t: [int([1, 2, 3, 1, 1, 0, 2, 0, 0, 3, 3, 0], [batch, 3]), int([5, 4, 3, 2], [batch]), int([3, 2, 0, 2], [batch])],
    badTarget: [int(Array<number>(12).fill(4), [batch, 3]), int([5, 4, 3, 2], [batch]), int([3, 2, 1, 2], [batch])],
  };
};

const feasible = (rng: Rng): Drawn => {
  const { y } = sequences(rng);
  const t = [int([1, 2, 3, 1, 1, 0, 2, 0, 0, 3, 2, 0], [4, 3]), int([5, 4, 3, 2], [4]), int([3, 2, 0, 2], [4])];
  return { y, t, badTarget: [t[0], int([6, 4, 3, 2], [4]), t[2]] };
};

/** Differences from the targets beside the kinks at ±k. */
const around =
  (k: number) =>
  (rng: Rng, t: number): number =>
    t + sign(rng) * beside(rng, k);

export const morelosses: readonly LossRow[] = [
  ...pairwise("SmoothL1Loss", "", (reduction) => new SmoothL1Loss({ reduction }), normal, around(1)),
  ...pairwise(
    "SmoothL1Loss",
    "beta 0 ",
    (reduction) => new SmoothL1Loss({ reduction, beta: 0 }),
    () => 0,
    beside0,
  ),
  ...pairwise("HuberLoss", "delta 0.5 ", (reduction) => new HuberLoss({ reduction, delta: 0.5 }), normal, around(0.5)),
  ...pairwise("LogCoshLoss", "", (reduction) => new LogCoshLoss({ reduction }), normal, normal, null),
  ...pairwise("SoftMarginLoss", "", (reduction) => new SoftMarginLoss({ reduction }), sign, normal, undefined, 0),
  ...pairwise(
    "SquaredHingeLoss",
    "",
    (reduction) => new SquaredHingeLoss({ reduction }),
    sign,
    (rng, t) => t * beside(rng, 1),
    null,
    0.5,
  ),
  ...pairwise(
    "HingeEmbeddingLoss",
    "",
    (reduction) => new HingeEmbeddingLoss({ reduction }),
    sign,
    (rng) => beside(rng, 1),
    undefined,
    0,
  ),
  ...pairwise(
    "FocalLoss",
    "",
    (reduction) => new FocalLoss({ reduction }),
    (rng) => rng.integer(2),
    normal,
    null,
    0.5,
  ),
  ...pairwise(
    "FocalLoss",
    "no weight, gamma 1.5 ",
    (reduction) => new FocalLoss({ reduction, alpha: -1, gamma: 1.5 }),
    (rng) => rng.integer(2),
    normal,
    null,
    2,
  ),
  ...pairwise(
    "PoissonNLLLoss",
    "",
    (reduction) => new PoissonNLLLoss({ reduction }),
    (rng) => rng.integer(5),
    normal,
    undefined,
    -1,
  ),
  ...pairwise(
    "PoissonNLLLoss",
    "counts, full ",
    (reduction) => new PoissonNLLLoss({ reduction, logInput: false, full: true }),
    (rng) => rng.integer(5),
    (rng) => rng.uniform(0.5, 4),
    undefined,
    -1,
  ),
  ...pairwise("KLDivLoss", "", (reduction) => new KLDivLoss({ reduction }), probability, normal, undefined, -0.5),
  ...pairwise("KLDivLoss", "logTarget ", (r) => new KLDivLoss({ reduction: r, logTarget: true }), normal, normal),
  ...loss(
    "KLDivLoss",
    "batchmean",
    () => new KLDivLoss({ reduction: "batchmean" }),
    (rng) => ({ ...distributions(4, 3)(rng), badTarget: drawn([4, 3], () => -0.5) }),
    undefined,
    ["sum"],
  ),
  ...sizes.flatMap((shape) =>
    loss(
      "GaussianNLLLoss",
      `[${shape.join(", ")}]`,
      (reduction) => new GaussianNLLLoss({ reduction, full: shape.length > 1 }),
      (rng) => ({ y: [matrix(rng, shape), drawn(shape, () => rng.uniform(0.5, 2))], t: matrix(rng, shape) }),
    ),
  ),
  ...[
    [2, 3, 1],
    [2, 3],
  ].flatMap((lines) =>
    loss(
      "GaussianNLLLoss",
      `[2, 3, 4], variance [${lines.join(", ")}]`,
      (reduction) => new GaussianNLLLoss({ reduction }),
      (rng) => ({ y: [matrix(rng, [2, 3, 4]), drawn(lines, () => rng.uniform(0.5, 2))], t: matrix(rng, [2, 3, 4]) }),
    ),
  ),
  ...loss(
    "BCEWithLogitsLoss",
    "weights and weights of the positives",
    (reduction) => new BCEWithLogitsLoss({ reduction, posWeight: [0.5, 3, 0], weight: [1, 0.5, 2] }),
    distributions(4, 3),
  ),

  ...loss("MultiMarginLoss", "", (reduction) => new MultiMarginLoss({ reduction, margin: 10 }), indices(5, 4)),
  ...loss(
    "MultiMarginLoss",
    "squares, weights",
    (reduction) => new MultiMarginLoss({ reduction, p: 2, weight: [0.5, 2, 0, 1] }),
    indices(5, 4),
  ),
  ...loss(
    "MultiLabelMarginLoss",
    "",
    (reduction) => new MultiLabelMarginLoss({ reduction }),
    (rng) => ({
      y: matrix(rng, [3, 4]),
      t: int([3, 0, -1, 1, -1, 0, 0, 0, 0, 1, 2, 3], [3, 4]),
      badTarget: int(Array<number>(12).fill(4), [3, 4]),
    }),
  ),
  ...loss("MultiLabelSoftMarginLoss", "", (r) => new MultiLabelSoftMarginLoss({ reduction: r }), distributions(4, 3)),
  ...loss(
    "MultiLabelSoftMarginLoss",
    "weights",
    (reduction) => new MultiLabelSoftMarginLoss({ reduction, weight: [0.5, 2, 1] }),
    distributions(3, 3),
  ),

  ...loss("MarginRankingLoss", "", (r) => new MarginRankingLoss({ reduction: r }), twins([5, 2], [5, 2])),
  ...loss("MarginRankingLoss", "margin", (r) => new MarginRankingLoss({ reduction: r, margin: 1 }), twins([4], [4])),
  ...loss("CosineEmbeddingLoss", "", (r) => new CosineEmbeddingLoss({ reduction: r }), twins([6, 3], [6])),
  ...loss(
    "CosineEmbeddingLoss",
    "margin −0.5",
    (reduction) => new CosineEmbeddingLoss({ reduction, margin: -0.5 }),
    twins([3, 5], [3]),
  ),
  ...loss("TripletMarginLoss", "", (reduction) => new TripletMarginLoss({ reduction }), triplets(5, 3)),
  ...loss(
    "TripletMarginLoss",
    "order 3, swapped",
    (reduction) => new TripletMarginLoss({ reduction, p: 3, margin: 2, swap: true }),
    triplets(6, 4),
  ),
  ...loss(
    "TripletMarginLoss",
    "order 1",
    (r) => new TripletMarginLoss({ reduction: r, p: 1, swap: true }),
    triplets(4, 3),
  ),
  ...loss(
    "TripletMarginLoss",
    "the largest",
    (reduction) => new TripletMarginLoss({ reduction, p: Infinity }),
    triplets(4, 3),
  ),
  ...loss(
    "InfoNCELoss",
    "keys of the batch",
    (reduction) => new InfoNCELoss({ reduction, temperature: 0.5 }),
    (rng) => ({
      y: [matrix(rng, [4, 3]), matrix(rng, [4, 3])],
      t: int([0, 1, 2, 3], [4]),
      badTarget: int([0, 4, 2, 3], [4]),
      crossed: true,
    }),
    null,
  ),

  ...loss("CTCLoss", "", (reduction) => new CTCLoss({ reduction }), feasible),
  ...loss("CTCLoss", "a row without alignment", (r) => new CTCLoss({ reduction: r, zeroInfinity: true }), sequences),

  ...loss(
    "MultiLoss",
    "numbers and classes",
    (reduction) =>
      new MultiLoss(
        [new MSELoss({ reduction: reduction as "mean" }), new CrossEntropyLoss({ reduction: reduction as "mean" })],
        { weights: [2, 0.5] },
      ),
    (rng) => {
      const { y, t } = indices(4, 3)(rng);
      const numbers = matrix(rng, [4, 2]);
      return { y: [matrix(rng, [4, 2]), y], t: [numbers, t], badTarget: [matrix(rng, [4, 3]), t] };
    },
    null,
    ["mean", "sum"],
  ),
  ...loss(
    "SequenceLoss",
    "classes",
    (reduction) => new SequenceLoss(new CrossEntropyLoss({ reduction: "none" }), { reduction }),
    (rng) => ({
      y: matrix(rng, [3, 4, 3]),
      t: [int([0, 1, 2, 0, 1, 1, 0, 0, 2, 0, 0, 0], [3, 4]), drawn([3, 4], mask([1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0]))],
      badTarget: [int(Array<number>(12).fill(3), [3, 4]), drawn([3, 4], () => 1)],
    }),
    null,
  ),
  ...loss(
    "SequenceLoss",
    "numbers, weighed",
    (reduction) => new SequenceLoss(new MSELoss({ reduction: "none" }), { reduction }),
    (rng) => ({
      y: matrix(rng, [2, 3, 2]),
      t: [matrix(rng, [2, 3, 2]), drawn([2, 3], mask([1, 0.5, 0, 1, 1, 0]))],
      badTarget: [matrix(rng, [2, 3, 2]), drawn([2, 3], () => 2)],
    }),
    null,
  ),
];

function mask(values: readonly number[]): () => number {
  let i = 0;
  return () => values[i++];
}

function beside0(rng: Rng): number {
  return beside(rng, 0);
}
