import { Linear, Maxout, Tensor, type AnyModule } from "../../index.ts";
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
];
