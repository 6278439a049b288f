import {
  AlphaDropout,
  BatchNorm1d,
  BatchNorm2d,
  Dropout,
  Dropout1d,
  Dropout2d,
  GaussianNoise,
  GradientReversal,
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  LayerNorm,
  LocalResponseNorm,
  Normalize,
  RMSNorm,
  Sequential,
  StopGradient,
  Linear,
  Tensor,
  type AnyModule,
  type Rng,
} from "../../index.ts";
import { from, type ModuleRow, type Shape } from "./row.ts";

type Flags = Omit<ModuleRow, "of" | "how" | "torch" | "make" | "x" | "wrong">;

const norm = (
  of: string,
  how: string,
  make: () => AnyModule,
  x: Shape,
  wrong: Shape,
  flags: Flags & { torch?: null } = {},
): ModuleRow => ({
  of,
  how: `${how}, [${x.join(", ")}]`,
  torch: flags.torch === null ? null : `torch.nn.${of}`,
  // Weights and statistics other than those that all start with.
  make: (rng) => stirred(make(), rng),
  x: [x],
  wrong: [wrong],
  ...flags,
});

/** Parameters and running statistics drawn at random; variances stay above 0. */
function stirred(module: AnyModule, rng: Rng): AnyModule {
  for (const [, p] of module.namedParameters()) p.value.data.set(p.value.data.map(() => rng.uniform(-2, 2)));
  for (const [, b] of module.namedBuffers())
    if (b.value.dtype !== "int32") b.value.data.set(b.value.data.map(() => rng.uniform(0.5, 2)));
  return module;
}

/** The batch is measured as a whole in training. */
const pooled: Flags = { batchwise: true };

/** How far |x| is from 0 and, for the largest, from the second largest of its row. */
const apart = (_: AnyModule, x: Tensor): number => {
  const n = x.shape.at(-1)!;
  const sizes = Array.from({ length: x.size / n }, (_, i) =>
    [...x.data.subarray(i * n, (i + 1) * n)].map(Math.abs).sort((a, b) => b - a),
  );
  return Math.min(...sizes.map((row) => Math.min(row[0] - (row[1] ?? 0), row.at(-1)!)));
};

const random = (of: string, how: string, make: (rng: Rng) => AnyModule, x: Shape, wrong?: Shape): ModuleRow => ({
  of,
  how: `${how}, [${x.join(", ")}]`,
  torch: of === "GaussianNoise" ? null : `torch.nn.${of}`,
  make,
  x: [x],
  ...(wrong === undefined ? {} : { wrong: [wrong] }),
  random: true,
});

const through = (of: string, how: string, make: () => AnyModule, factor: number): ModuleRow[] =>
  [[4, 3], [2, 3, 4], [5]].map((x) => ({
    of,
    how: `${how}[${x.join(", ")}]`,
    torch: null,
    make,
    x: [x],
    slope: factor,
  }));

export const normalisation: readonly ModuleRow[] = [
  norm("BatchNorm1d", "2 axes", () => new BatchNorm1d(3), [5, 3], [5, 2], pooled),
  norm("BatchNorm1d", "3 axes, as it is", () => new BatchNorm1d(2, { affine: false }), [3, 2, 5], [3, 4, 2], pooled),
  norm("BatchNorm1d", "momentum null", () => new BatchNorm1d(5, { momentum: null, eps: 0.1 }), [4, 5], [5], pooled),
  norm("BatchNorm1d", "no statistics", () => new BatchNorm1d(1, { trackRunningStats: false }), [4, 1], [4, 2], {
    batchwise: "always",
  }),
  norm("BatchNorm2d", "as it is", () => new BatchNorm2d(2), [3, 2, 2, 3], [3, 2, 4], pooled),
  norm("BatchNorm2d", "1 × 1", () => new BatchNorm2d(3, { momentum: 1 }), [4, 3, 1, 1], [4, 2, 1, 1], pooled),

  norm("InstanceNorm1d", "as it is", () => new InstanceNorm1d(2), [3, 2, 5], [3, 3, 5]),
  norm("InstanceNorm1d", "affine", () => new InstanceNorm1d(3, { affine: true }), [2, 3, 4], [2, 3]),
  norm(
    "InstanceNorm1d",
    "running",
    () => new InstanceNorm1d(2, { affine: true, trackRunningStats: true }),
    [3, 2, 3],
    [2, 2],
  ),
  norm("InstanceNorm2d", "affine", () => new InstanceNorm2d(2, { affine: true }), [2, 2, 3, 2], [2, 2, 6]),
  norm("InstanceNorm2d", "as it is", () => new InstanceNorm2d(1), [1, 1, 3, 3], [1, 2, 3, 3]),

  norm("GroupNorm", "2 of 3", () => new GroupNorm(2, 6), [3, 6], [3, 5]),
  norm("GroupNorm", "3 of 1", () => new GroupNorm(3, 3), [2, 3, 2, 2], [2, 2, 2, 2]),
  norm("GroupNorm", "1 of 4, plain", () => new GroupNorm(1, 4, { affine: false }), [2, 4, 3], [4]),

  norm("LayerNorm", "5", () => new LayerNorm(5), [4, 5], [4, 4]),
  norm("LayerNorm", "2 × 3, no bias", () => new LayerNorm([2, 3], { bias: false }), [3, 2, 3], [2, 3]),
  norm("LayerNorm", "4, plain", () => new LayerNorm(4, { elementwiseAffine: false }), [2, 3, 4], [2, 3, 3]),

  norm("RMSNorm", "5", () => new RMSNorm(5), [4, 5], [4, 4]),
  norm("RMSNorm", "3 × 2, eps", () => new RMSNorm([3, 2], { eps: 0.1 }), [2, 3, 2], [3, 2]),
  norm("RMSNorm", "3, plain", () => new RMSNorm(3, { elementwiseAffine: false }), [2, 2, 3], [2, 3, 2]),

  norm("LocalResponseNorm", "2", () => new LocalResponseNorm(2), [2, 3, 4], [2, 3]),
  norm(
    "LocalResponseNorm",
    "3, strong",
    () => new LocalResponseNorm(3, { alpha: 2, beta: 0.5, k: 0.7 }),
    [2, 5, 2, 2],
    [5],
  ),
  norm("LocalResponseNorm", "5 of 2", () => new LocalResponseNorm(5, { alpha: 1, beta: 2 }), [3, 2, 1], [3, 2]),

  norm("Normalize", "2", () => new Normalize(), [4, 3], [4], { torch: null }),
  norm("Normalize", "1", () => new Normalize(1), [3, 5], [3], { torch: null, margin: from(0) }),
  norm("Normalize", "2.5", () => new Normalize(2.5, { eps: 0.01 }), [2, 2, 3], [6], { torch: null, margin: from(0) }),
  norm("Normalize", "Infinity", () => new Normalize(Infinity), [3, 4], [4], { torch: null, margin: apart }),

  random("Dropout", "a half", (rng) => new Dropout(0.5, { rng }), [5, 7]),
  random("Dropout", "0.1", (rng) => new Dropout(0.1, { rng }), [2, 3, 4]),
  random("Dropout1d", "a half", (rng) => new Dropout1d(0.5, { rng }), [3, 4, 2], [3, 4]),
  random("Dropout2d", "0.3", (rng) => new Dropout2d(0.3, { rng }), [2, 3, 2, 2], [2, 3, 2]),
  random("AlphaDropout", "0.2", (rng) => new AlphaDropout(0.2, { rng }), [5, 3]),
  random("GaussianNoise", "0.5", (rng) => new GaussianNoise(0.5, { rng }), [4, 3]),

  ...through("GradientReversal", "", () => new GradientReversal(), -1),
  ...through("GradientReversal", "0.25 ", () => new GradientReversal(0.25), -0.25),
  ...through("StopGradient", "", () => new StopGradient(), 0),

  {
    of: "Sequential",
    how: "with batch normalisation and dropout",
    torch: "torch.nn.Sequential",
    make: (rng) =>
      new Sequential(
        new Linear(3, 4, { rng, bias: false }), // the means take a bias off again
        new BatchNorm1d(4),
        new Dropout(0.25, { rng: rng.split("a") }),
        new Linear(4, 2, { rng }),
      ),
    x: [[5, 3]],
    wrong: [[5, 4]],
    batchwise: true,
    random: true,
  },
];
