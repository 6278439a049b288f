import {
  Add,
  Div,
  Expand,
  Flatten,
  Gather,
  Identity,
  JoinTable,
  Max,
  Maximum,
  Mean,
  Min,
  Minimum,
  Mul,
  Narrow,
  Permute,
  Reshape,
  Select,
  SelectTable,
  SplitTable,
  Squeeze,
  Sub,
  Sum,
  Tensor,
  Transpose,
  Unflatten,
  Unsqueeze,
  type AnyModule,
} from "../../index.ts";
import { elementwise, type ModuleRow, type Shape } from "./row.ts";

/** Two of one shape, element by element. */
const merge = (of: string, make: () => AnyModule, margin?: ModuleRow["margin"]): ModuleRow[] =>
  [[4, 3], [1, 1], [2, 3, 4], [6]].map((s) => ({
    of,
    how: `[${s.join(", ")}]`,
    torch: null,
    make,
    x: [s, s],
    wrong: [s, [...s, 2]],
    ...(margin === undefined ? {} : { margin }),
  }));

const moved = (
  of: string,
  how: string,
  make: () => AnyModule,
  x: readonly Shape[],
  wrong: readonly Shape[],
  options: Partial<ModuleRow> = {},
): ModuleRow => ({
  of,
  how: `${how}, [${x.join("], [").replaceAll(",", ", ")}]`,
  torch: null,
  make,
  x,
  wrong,
  ...options,
});

/** A twentieth of how far b is from 0, where a quotient has its pole. */
const away = (_: AnyModule, x: Tensor, b: Tensor): number =>
  b.data.reduce((m, v) => Math.min(m, Math.abs(v) / 20), x.size);
/** How far a is from b, number by number: where they are equal the larger one changes. */
const apart = (_: AnyModule, a: Tensor, b: Tensor): number =>
  a.data.reduce((m, v, i) => Math.min(m, Math.abs(v - b.data[i])), Infinity);

/** The smallest distance of any two numbers. */
function spaced(_: AnyModule, x: Tensor): number {
  const sorted = [...x.data].sort((a, b) => a - b);
  return sorted.slice(1).reduce((m, v, i) => Math.min(m, v - sorted[i]), Infinity);
}

const alongAxis = (
  of: string,
  make: (dim: number, keepdim: boolean) => AnyModule,
  margin?: typeof spaced,
): ModuleRow[] => [
  moved(of, "last", () => make(-1, false), [[4, 3]], [[4]], { margin }),
  moved(of, "middle, keepdim", () => make(1, true), [[2, 3, 2]], [[2]], { margin }),
  moved(of, "middle", () => make(-2, false), [[3, 2, 2]], [[3, 2]], { margin }),
];

export const shaping: readonly ModuleRow[] = [
  ...elementwise("Identity", "", () => new Identity(), { anyType: true }),

  ...merge("Add", () => new Add()),
  ...merge("Sub", () => new Sub()),
  ...merge("Mul", () => new Mul()),
  ...merge("Div", () => new Div(), away),
  ...merge("Maximum", () => new Maximum(), apart),
  ...merge("Minimum", () => new Minimum(), apart),

  ...alongAxis("Sum", (dim, keepdim) => new Sum(dim, { keepdim })),
  ...alongAxis("Mean", (dim, keepdim) => new Mean(dim, { keepdim })),
  ...alongAxis("Max", (dim, keepdim) => new Max(dim, { keepdim }), spaced),
  ...alongAxis("Min", (dim, keepdim) => new Min(dim, { keepdim }), spaced),

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

  moved("Reshape", "to a matrix", () => new Reshape([2, -1]), [[3, 6]], [[3, 5]]),
  moved("Reshape", "to a number", () => new Reshape([]), [[3, 1]], [[3, 2]]),
  moved("Reshape", "known sizes", () => new Reshape([4, 3]), [[2, 2, 6]], [[2, 2, 7]]),
  moved("Unflatten", "1", () => new Unflatten(1, [3, 2]), [[2, 6, 2]], [[2, 5, 2]], { torch: "torch.nn.Unflatten" }),
  moved("Unflatten", "last", () => new Unflatten(-1, [-1, 2]), [[3, 4]], [[3, 5]], { torch: "torch.nn.Unflatten" }),
  moved("Squeeze", "1", () => new Squeeze(1), [[3, 1, 2]], [[3, 2, 2]]),
  moved("Squeeze", "last", () => new Squeeze(-1), [[4, 1]], [[4]]),
  moved("Unsqueeze", "1", () => new Unsqueeze(1), [[3, 2]], [[]]),
  moved("Unsqueeze", "last", () => new Unsqueeze(-1), [[4]], [[]]),

  moved("Permute", "of three", () => new Permute([0, 2, 1]), [[3, 4, 2]], [[3, 4]]),
  moved("Permute", "of five, round", () => new Permute([0, 4, 1, 3, 2]), [[2, 2, 3, 1, 2]], [[2, 2, 3, 1]]),
  moved("Transpose", "1, 2", () => new Transpose(1, 2), [[3, 5, 2]], [[3, 5]]),
  moved("Transpose", "-1, 1", () => new Transpose(-1, 1), [[2, 2, 3, 4]], [[2]]),
  moved("Expand", "two axes", () => new Expand([3, -1, 2]), [[3, 1, 2, 1]], [[3, 2, 2, 1]]),
  moved("Expand", "to the same", () => new Expand([-1]), [[3, 2]], [[3, 2, 2]]),
  moved("Narrow", "middle", () => new Narrow(1, 1, 2), [[3, 4, 2]], [[3, 2, 2]], { nan: [0, 2] }),
  moved("Narrow", "last", () => new Narrow(-1, 0, 3), [[4, 3]], [[4, 2]]),
  moved("Select", "last of the middle", () => new Select(1, -1), [[3, 2, 2]], [[3]], { nan: [0, 2] }),
  moved("Select", "of the last", () => new Select(-1, 0), [[4, 3]], [[4]]),
  moved(
    "Gather",
    "last",
    () => new Gather(-1),
    [
      [3, 4],
      [3, 5],
    ],
    [
      [3, 4],
      [2, 5],
    ],
    { below: [undefined, 4] },
  ),
  moved(
    "Gather",
    "middle",
    () => new Gather(1),
    [
      [2, 3, 2],
      [2, 2, 2],
    ],
    [
      [2, 3, 2],
      [2, 2, 3],
    ],
    { below: [undefined, 3] },
  ),

  moved(
    "JoinTable",
    "last",
    () => new JoinTable(-1),
    [
      [3, 2],
      [3, 3],
    ],
    [
      [3, 2],
      [2, 3],
    ],
  ),
  moved(
    "JoinTable",
    "three",
    () => new JoinTable<readonly Tensor[]>(1),
    [
      [2, 1, 2],
      [2, 2, 2],
      [2, 1, 2],
    ],
    [
      [2, 1, 2],
      [2, 2, 3],
      [2, 1, 2],
    ],
  ),
  moved("SplitTable", "middle", () => new SplitTable(1, 3), [[2, 3, 2]], [[2, 2, 2]]),
  moved("SplitTable", "last, of one", () => new SplitTable(-1, 1), [[3, 1]], [[3]]),
  moved(
    "SelectTable",
    "the second",
    () => new SelectTable(1),
    [
      [3, 2],
      [3, 1],
    ],
    [],
    { anyType: true, nan: [1, 0] },
  ),
  moved(
    "SelectTable",
    "the first",
    () => new SelectTable(0),
    [
      [2, 2],
      [2, 3],
    ],
    [],
    { anyType: true },
  ),
];
