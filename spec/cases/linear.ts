import {
  Scale,
  PairwiseDistance,
  Euclidean,
  EmbeddingBag,
  CosineSimilarity,
  Bilinear,
  Bias,
  Embedding,
  Linear,
  MatMul,
  Maxout,
  Tensor,
  type AnyModule,
} from "../../index.ts";
import type { ModuleRow, Shape } from "./row.ts";

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

const affine = (how: string, make: ModuleRow["make"], x: Shape, wrong: Shape): ModuleRow => ({
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

const embedding = (how: string, make: ModuleRow["make"], x: Shape, n: number): ModuleRow => ({
  of: "Embedding",
  how,
  torch: "torch.nn.Embedding",
  make,
  x: [x],
  below: [n],
});

const matrices = (transA: boolean, transB: boolean, a: Shape, b: Shape, wrong: readonly Shape[]): ModuleRow => ({
  of: "MatMul",
  how: `transA: ${transA}, transB: ${transB}, [${a.join(", ")}] and [${b.join(", ")}]`,
  torch: null,
  make: () => new MatMul({ transA, transB }),
  x: [a, b],
  wrong,
});

const bag = (how: string, make: ModuleRow["make"], n: number): ModuleRow => ({
  of: "EmbeddingBag",
  how,
  torch: "torch.nn.EmbeddingBag",
  make,
  x: [[4, 3]],
  wrong: [[4]],
  below: [n],
});

const pair = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: readonly Shape[],
  wrong: readonly Shape[],
  options: Partial<ModuleRow> = {},
): ModuleRow => ({ of, how, torch: `torch.nn.${of}`, make, x, wrong, ...options });

const single = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: Shape,
  wrong: Shape,
  options: Partial<ModuleRow> = {},
): ModuleRow => ({ of, how, torch: null, make, x: [x], wrong: [wrong], ...options });

/** How far a is from b, number by number; and how far x is from a centre in one dimension. */
const apart = (_: AnyModule, a: Tensor, b: Tensor): number =>
  a.data.reduce((m, v, i) => Math.min(m, Math.abs(v - b.data[i])), Infinity);
const near = (module: AnyModule, x: Tensor): number =>
  (module as Euclidean).weight.value.data.reduce(
    (m, c) => x.data.reduce((k, v) => Math.min(k, Math.abs(v - c)), m),
    Infinity,
  );

export const linear: readonly ModuleRow[] = [
  affine("3 → 4", (rng) => new Linear(3, 4, { rng }), [5, 3], [5, 4]),
  affine("no bias", (rng) => new Linear(3, 4, { rng, bias: false }), [5, 3], [3]),
  affine("1 → 1", (rng) => new Linear(1, 1, { rng }), [4, 1], [4, 2]),
  affine("rank 3", (rng) => new Linear(3, 2, { rng }), [2, 4, 3], [2, 3, 4]),
  affine("batch 1", (rng) => new Linear(2, 5, { rng }), [1, 2], [2]),
  affine("17 → 9, larger than a tile", (rng) => new Linear(17, 9, { rng }), [11, 17], [17, 11]),
  maxout("3 → 4, 2 pieces", (rng) => new Maxout(3, 4, 2, { rng }), [5, 3], [5, 4]),
  maxout("1 piece", (rng) => new Maxout(3, 2, 1, { rng }), [4, 3], [3]),
  maxout("no bias, 3 pieces", (rng) => new Maxout(2, 3, 3, { rng, bias: false }), [4, 2], [4, 3]),
  maxout("rank 3", (rng) => new Maxout(2, 2, 2, { rng }), [2, 3, 2], [2, 3, 3]),
  maxout("1 → 1, batch 1", (rng) => new Maxout(1, 1, 3, { rng }), [1, 1], [1, 2]),

  embedding("7 → 3, [5]", (rng) => new Embedding(7, 3, { rng }), [5], 7),
  embedding("2 → 4, [2, 3, 2]", (rng) => new Embedding(2, 4, { rng }), [2, 3, 2], 2),
  embedding("a bound that nothing reaches", (rng) => new Embedding(5, 2, { rng, maxNorm: 50 }), [4, 2], 5),
  matrices(
    false,
    false,
    [3, 2, 4],
    [3, 4, 5],
    [
      [3, 2, 4],
      [3, 3, 5],
    ],
  ),
  matrices(
    true,
    false,
    [2, 2, 3, 2],
    [2, 2, 3, 1],
    [
      [2, 2, 3, 2],
      [2, 3, 3, 1],
    ],
  ),
  matrices(
    false,
    true,
    [1, 3, 2],
    [1, 4, 2],
    [
      [3, 2],
      [4, 2],
    ],
  ),
  matrices(
    true,
    true,
    [2, 3, 4],
    [2, 5, 3],
    [
      [2, 3, 4],
      [1, 5, 3],
    ],
  ),

  embedding("a padding", (rng) => new Embedding(4, 2, { rng, paddingIdx: -1 }), [4, 2], 3),

  bag("sum", (rng) => new EmbeddingBag(5, 3, { rng, mode: "sum" }), 5),
  bag("mean, a padding", (rng) => new EmbeddingBag(4, 2, { rng, paddingIdx: 3 }), 3),
  bag("max", (rng) => new EmbeddingBag(6, 2, { rng, mode: "max" }), 6),

  pair(
    "Bilinear",
    "3, 2 → 4",
    (rng) => new Bilinear(3, 2, 4, { rng }),
    [
      [5, 3],
      [5, 2],
    ],
    [
      [5, 3],
      [5, 3],
    ],
  ),
  pair(
    "Bilinear",
    "no bias, rank 3",
    (rng) => new Bilinear(2, 3, 1, { rng, bias: false }),
    [
      [2, 2, 2],
      [2, 2, 3],
    ],
    [
      [2, 2, 2],
      [2, 3, 3],
    ],
  ),
  pair(
    "CosineSimilarity",
    "last",
    () => new CosineSimilarity({ dim: -1 }),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),
  pair(
    "CosineSimilarity",
    "1 of 3",
    () => new CosineSimilarity(),
    [
      [2, 3, 2],
      [2, 3, 2],
    ],
    [
      [2, 3, 2],
      [2, 3, 1],
    ],
  ),
  pair(
    "CosineSimilarity",
    "lengths below eps",
    () => new CosineSimilarity({ eps: 50 }),
    [
      [3, 2],
      [3, 2],
    ],
    [[3], [3]],
  ),
  pair(
    "PairwiseDistance",
    "2",
    () => new PairwiseDistance(),
    [
      [4, 3],
      [4, 3],
    ],
    [
      [4, 3],
      [4, 2],
    ],
  ),
  pair(
    "PairwiseDistance",
    "1, keepdim",
    () => new PairwiseDistance({ p: 1, keepdim: true }),
    [
      [2, 3, 2],
      [2, 3, 2],
    ],
    [[2], [2]],
    { margin: apart },
  ),
  pair(
    "PairwiseDistance",
    "2.5",
    () => new PairwiseDistance({ p: 2.5, eps: 0 }),
    [
      [3, 4],
      [3, 4],
    ],
    [
      [3, 4],
      [3, 3],
    ],
    { margin: apart },
  ),

  single("Bias", "3", (rng) => new Bias(3, { rng }), [4, 3], [4, 2]),
  single("Bias", "[2, 3]", (rng) => new Bias([2, 3], { rng }), [3, 1, 2, 3], [2, 3]),
  single("Bias", "one number", (rng) => new Bias([], { rng }), [3, 2], []),
  single("Scale", "3", (rng) => new Scale(3, { rng }), [4, 3], [4, 2]),
  single("Scale", "[2, 3]", (rng) => new Scale([2, 3], { rng }), [3, 1, 2, 3], [2, 3]),
  single("Scale", "one number", (rng) => new Scale([], { rng }), [3, 2], []),
  single("Euclidean", "3 → 4", (rng) => new Euclidean(3, 4, { rng }), [5, 3], [5, 2]),
  single("Euclidean", "1 → 2, rank 3", (rng) => new Euclidean(1, 2, { rng }), [2, 2, 1], [2, 2, 2], { margin: near }),
];
