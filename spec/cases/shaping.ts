import { Add, Flatten, Identity } from "../../index.ts";
import { elementwise, type ModuleRow } from "./row.ts";

export const shaping: readonly ModuleRow[] = [
  ...elementwise("Identity", "", () => new Identity(), { anyType: true }),

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
];
