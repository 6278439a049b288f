import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AvgPool1d,
  AvgPool2d,
  CircularPad1d,
  CircularPad2d,
  ConstantPad1d,
  ConstantPad2d,
  GlobalAvgPool,
  GlobalMaxPool,
  LPPool1d,
  LPPool2d,
  MaxPool1d,
  MaxPool2d,
  MaxUnpool2d,
  PixelShuffle,
  PixelUnshuffle,
  ReflectionPad1d,
  ReflectionPad2d,
  ReplicationPad1d,
  ReplicationPad2d,
  Tensor,
  Upsample,
  ZeroPad2d,
  type AnyModule,
} from "../../index.ts";
import type { MaxPooling } from "../../lib/spatial/maxpooling.ts";
import type { PowerPooling } from "../../lib/spatial/powerpooling.ts";
import type { ModuleRow, Shape } from "./row.ts";

/** The smallest lead of a largest number over the second. */
const leadOf = (groups: readonly (readonly number[])[]): number =>
  groups.reduce((least, group) => {
    const [first, second = -Infinity] = group.toSorted((a, b) => b - a);
    return Math.min(least, first - second);
  }, Infinity);

/** The numbers of x in groups of n. */
const inGroups = (x: Tensor, n: number): number[][] =>
  Array.from({ length: x.size / n }, (_, i) => [...x.data.slice(i * n, i * n + n)]);

/** The lead in the windows of a pool. */
function inWindows(module: AnyModule, x: Tensor): number {
  const pool = module.clone() as MaxPooling<boolean>;
  pool.fprop(x);
  const [h, w] = pool.plan!.sizes;
  const windows = pool.windows.places(pool.plan!);
  const groups = inGroups(x, h * w).flatMap((plane) =>
    windows.map((places) => places.filter((i) => i >= 0).map((i) => plane[i])),
  );
  return leadOf(groups);
}

/** The lead in whole planes. */
const inPlanes = (_: AnyModule, x: Tensor): number => leadOf(inGroups(x, x.size / (x.shape[0] * x.shape[1])));

/** How far the sums of powers are from 0, where roots have no slope. */
function fromZero(module: AnyModule, x: Tensor): number {
  const pool = module.clone() as PowerPooling;
  pool.fprop(x);
  return pool.normType === 1 ? Infinity : pool.s!.data.reduce((least, s) => Math.min(least, s), Infinity) / 10;
}

const row = (
  of: string,
  how: string,
  make: ModuleRow["make"],
  x: Shape,
  wrong: Shape,
  options: Partial<ModuleRow> = {},
): ModuleRow => ({ of, how, torch: `torch.nn.${of}`, make, x: [x], wrong: [wrong], ...options });

const max = { margin: inWindows };
const power = { margin: fromZero };
const line: Shape = [2, 3, 7];
const plane: Shape = [2, 2, 5, 4];

export const pooling: readonly ModuleRow[] = [
  row("MaxPool1d", "2", () => new MaxPool1d(2), line, [2, 7], max),
  row("MaxPool1d", "3, stride 1, padding 1", () => new MaxPool1d(3, { stride: 1, padding: 1 }), [3, 1, 5], [5, 3], max),
  row("MaxPool2d", "2", () => new MaxPool2d(2), [3, 2, 4, 4], [2, 4, 4], max),
  row(
    "MaxPool2d",
    "3 × 2, overlapping, padding, dilation, the last cut off",
    () => new MaxPool2d([3, 2], { stride: [2, 1], padding: [1, 0], dilation: [1, 2], ceilMode: true }),
    plane,
    [2, 2, 5, 1],
    max,
  ),
  row("MaxPool2d", "with indices", () => new MaxPool2d(2, { returnIndices: true }), [2, 2, 4, 5], [2, 2, 1, 5], max),
  row("AdaptiveMaxPool1d", "to 3", () => new AdaptiveMaxPool1d(3), line, [2, 3, 7, 1], max),
  row(
    "AdaptiveMaxPool2d",
    "to 3 × the width",
    () => new AdaptiveMaxPool2d([3, null], { returnIndices: true }),
    plane,
    [2, 5, 4],
    max,
  ),

  row("AvgPool1d", "3, stride 2", () => new AvgPool1d(3, { stride: 2 }), line, [2, 3, 2]),
  row("AvgPool2d", "2", () => new AvgPool2d(2), [3, 2, 4, 4], [4, 4]),
  row(
    "AvgPool2d",
    "3 × 2, overlapping, padding not counted, the last cut off",
    () => new AvgPool2d([3, 2], { stride: [2, 1], padding: [1, 1], ceilMode: true, countIncludePad: false }),
    plane,
    [2, 5, 4],
  ),
  row("AvgPool2d", "by a divisor", () => new AvgPool2d(2, { stride: 1, divisorOverride: 3 }), plane, [2, 2, 5, 1]),
  row("AdaptiveAvgPool1d", "to 5", () => new AdaptiveAvgPool1d(5), line, [2, 7]),
  row("AdaptiveAvgPool2d", "to 3 × 2", () => new AdaptiveAvgPool2d([3, 2]), plane, [5, 4]),

  row("LPPool1d", "norm 2, 3", () => new LPPool1d(2, 3, { stride: 2 }), line, [2, 3, 2], power),
  row("LPPool2d", "norm 4, 2", () => new LPPool2d(4, 2, { stride: [1, 2] }), plane, [2, 2, 5, 1], power),
  row("LPPool2d", "norm 1, cut off", () => new LPPool2d(1, 3, { ceilMode: true }), plane, [2, 2, 4], power),

  ...[line, plane, [1, 1, 2, 2, 3]].map((x) =>
    row("GlobalAvgPool", `[${x.join(", ")}]`, () => new GlobalAvgPool(), x, [2, 3], { torch: null }),
  ),
  ...[line, plane].map((x) =>
    row("GlobalMaxPool", `[${x.join(", ")}], axes kept`, () => new GlobalMaxPool({ keepdim: true }), x, [2, 3], {
      torch: null,
      margin: inPlanes,
    }),
  ),

  row("MaxUnpool2d", "2", () => new MaxUnpool2d(2), [3, 2, 2, 3], [3, 2, 2], {
    x: [
      [3, 2, 2, 3],
      [3, 2, 2, 3],
    ],
    below: [undefined, 24],
    wrong: [
      [3, 2, 2, 3],
      [3, 2, 3, 2],
    ],
  }),

  row("PixelShuffle", "2", () => new PixelShuffle(2), [2, 8, 2, 3], [2, 6, 2, 3]),
  row("PixelShuffle", "3, one channel", () => new PixelShuffle(3), [2, 9, 1, 2], [9, 1, 2]),
  row("PixelUnshuffle", "2", () => new PixelUnshuffle(2), [3, 2, 4, 2], [3, 2, 4, 3]),
  row("PixelUnshuffle", "3, one channel", () => new PixelUnshuffle(3), [2, 1, 3, 6], [2, 1, 3, 5]),

  row("Upsample", "nearest, by 3", () => new Upsample({ scaleFactor: 3 }), [2, 2, 4], [2, 4]),
  row("Upsample", "nearest, to 7 × 3", () => new Upsample({ size: [7, 3] }), plane, [2, 2, 4]),
  row("Upsample", "linear", () => new Upsample({ scaleFactor: 2.5, mode: "linear" }), [2, 2, 4], plane),
  row("Upsample", "bilinear", () => new Upsample({ scaleFactor: [2, 1.5], mode: "bilinear" }), plane, [2, 2, 4]),
  row(
    "Upsample",
    "bilinear, corners aligned",
    () => new Upsample({ size: 6, mode: "bilinear", alignCorners: true }),
    plane,
    [5, 4],
  ),

  row("ZeroPad2d", "1", () => new ZeroPad2d(1), plane, [2, 5, 4]),
  row("ZeroPad2d", "on one side, off on another", () => new ZeroPad2d([2, -1, 0, 1]), plane, [2, 2, 5, 1, 1]),
  row("ConstantPad1d", "[2, 1]", () => new ConstantPad1d([2, 1], -1.5), line, [7]),
  row("ConstantPad2d", "[1, 0, 2, 3]", () => new ConstantPad2d([1, 0, 2, 3], 0.5), plane, [2, 5, 4]),
  row("ReflectionPad1d", "[3, 2]", () => new ReflectionPad1d([3, 2]), line, [2, 3, 3]),
  row("ReflectionPad2d", "[1, 3, 2, 0]", () => new ReflectionPad2d([1, 3, 2, 0]), plane, [2, 2, 5, 3]),
  row("ReplicationPad1d", "[3, 9]", () => new ReplicationPad1d([3, 9]), line, [3, 7]),
  row("ReplicationPad2d", "2", () => new ReplicationPad2d(2), plane, [2, 5, 4]),
  row("CircularPad1d", "[7, 2]", () => new CircularPad1d([7, 2]), line, [2, 3, 6]),
  row("CircularPad2d", "[1, 3, 2, 0]", () => new CircularPad2d([1, 3, 2, 0]), plane, [2, 2, 5, 2]),
];
