import {
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Fold,
  Unfold,
} from "../../index.ts";
import type { ModuleRow, Shape } from "./row.ts";

type Setup = readonly [how: string, make: ModuleRow["make"], x: Shape, wrong: Shape];

const rows = (of: string, ...setups: readonly Setup[]): ModuleRow[] =>
  setups.map(([how, make, x, wrong]) => ({ of, how, torch: `torch.nn.${of}`, make, x: [x], wrong: [wrong] }));

export const convolution: readonly ModuleRow[] = [
  ...rows(
    "Conv1d",
    ["2 → 3, 3", (rng) => new Conv1d(2, 3, 3, { rng }), [3, 2, 6], [3, 3, 6]],
    [
      "same, dilated, groups",
      (rng) => new Conv1d(2, 4, 2, { rng, padding: "same", dilation: 3, groups: 2 }),
      [2, 2, 5],
      [2, 5],
    ],
    [
      "stride 2, circular",
      (rng) => new Conv1d(1, 2, 3, { rng, stride: 2, padding: 2, paddingMode: "circular", bias: false }),
      [3, 1, 5],
      [3, 1, 1],
    ],
  ),
  ...rows(
    "Conv2d",
    ["1 → 2, 3×3, batch 1", (rng) => new Conv2d(1, 2, 3, { rng }), [1, 1, 4, 5], [1, 1, 2, 5]],
    ["padding 1", (rng) => new Conv2d(2, 3, 3, { rng, padding: 1 }), [2, 2, 4, 3], [2, 3, 4, 4]],
    [
      "stride [2, 1], dilation [1, 2], 2 groups, no bias",
      (rng) =>
        new Conv2d(2, 2, [3, 2], { rng, stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2, bias: false }),
      [3, 2, 4, 4],
      [2, 4, 4],
    ],
    ["reflect", (rng) => new Conv2d(1, 2, 3, { rng, padding: 1, paddingMode: "reflect" }), [2, 1, 3, 4], [2, 1, 1, 4]],
  ),
  ...rows(
    "Conv3d",
    ["1 → 2, 2×2×2", (rng) => new Conv3d(1, 2, 2, { rng }), [2, 1, 3, 2, 3], [2, 1, 3, 3]],
    [
      "replicate, stride 2",
      (rng) => new Conv3d(1, 1, [1, 3, 2], { rng, padding: [0, 1, 1], stride: 2, paddingMode: "replicate" }),
      [2, 1, 2, 3, 3],
      [2, 2, 2, 3, 3],
    ],
  ),
  ...rows(
    "ConvTranspose1d",
    ["2 → 3, 3", (rng) => new ConvTranspose1d(2, 3, 3, { rng }), [3, 2, 4], [3, 3, 4]],
    [
      "stride 3, outputPadding 2, groups",
      (rng) => new ConvTranspose1d(4, 2, 3, { rng, stride: 3, padding: 1, outputPadding: 2, groups: 2 }),
      [2, 4, 3],
      [2, 4],
    ],
  ),
  ...rows(
    "ConvTranspose2d",
    ["1 → 2, 2×2", (rng) => new ConvTranspose2d(1, 2, 2, { rng }), [2, 1, 3, 2], [2, 2, 3, 2]],
    [
      "stride 2, dilation 2, no bias",
      (rng) =>
        new ConvTranspose2d(2, 1, [2, 3], { rng, stride: 2, padding: 1, outputPadding: 1, dilation: 2, bias: false }),
      [3, 2, 2, 3],
      [3, 2, 2],
    ],
  ),
  ...rows("ConvTranspose3d", [
    "stride [1, 2, 1]",
    (rng) => new ConvTranspose3d(2, 1, 2, { rng, stride: [1, 2, 1], padding: [0, 1, 0] }),
    [2, 2, 2, 2, 1],
    [2, 2, 2, 2],
  ]),
  ...rows(
    "Unfold",
    ["2×2", () => new Unfold(2), [3, 2, 3, 3], [3, 2, 1, 3]],
    [
      "stride, dilation, padding",
      () => new Unfold([2, 3], { stride: [1, 2], dilation: 2, padding: [1, 2] }),
      [2, 1, 4, 4],
      [2, 4, 4],
    ],
  ),
  ...rows(
    "Fold",
    ["3×3, 2×2", () => new Fold(3, 2), [3, 8, 4], [3, 8, 5]],
    ["stride, dilation", () => new Fold([4, 5], [2, 3], { stride: [1, 2], dilation: [2, 1] }), [2, 6, 4], [2, 5, 4]],
  ),
];
