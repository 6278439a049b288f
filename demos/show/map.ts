import { Tensor } from "fprop";
import type { Run } from "../run.ts";
import { margins } from "../training.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** One colour for each class, told apart by colour-blind eyes too, and the night that the terminal's maps lie in. */
export const classColours: readonly Colour[] = [
  [90, 140, 255],
  [255, 150, 50],
  [40, 200, 160],
];
export const night: Colour = [13, 17, 28];
export const white: Colour = [255, 255, 255];

/** From a, for share 0, to b, for share 1. */
export function mix(a: Colour, b: Colour, share: number): Colour {
  const between = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * share);
  return [between(0), between(1), between(2)];
}

/** What the net says at the nodes of a grid over the run's window: row after row, the top one first. */
export interface DecisionMap {
  readonly width: number;
  readonly height: number;
  /** For each class, how far it is ahead at each node (see `margins`). */
  readonly margins: readonly Float32Array[];
  /** Where a point of the plane lies on the grid, in nodes from its left and from its top. */
  place(x: number, y: number): readonly [column: number, row: number];
}

/** A map of width × height nodes, the outer ones on the window's edge; `aspect` is the window's width by its height. */
export function decisionMap({ task, net }: Run, width: number, height: number, aspect = 1): DecisionMap {
  const { centre, reach } = task;
  const [left, top] = [centre[0] - reach * aspect, centre[1] + reach];
  const [dx, dy] = [(2 * reach * aspect) / (width - 1), (2 * reach) / (height - 1)];
  const grid = Tensor.zeros([width * height, 2]);
  for (let i = 0; i < width * height; i++) {
    grid.data[2 * i] = left + (i % width) * dx;
    grid.data[2 * i + 1] = top - Math.floor(i / width) * dy;
  }
  return { width, height, margins: margins(net, grid), place: (x, y) => [(x - left) / dx, (top - y) / dy] };
}

/** The class that the net says at a node. */
export function winner(map: DecisionMap, node: number): number {
  return map.margins.findIndex((ahead) => ahead[node] >= 0);
}

/** The class of the training point at each node that has one; points are drawn `spread` nodes to every side. */
export function pointNodes({ training: { x, t } }: Run, map: DecisionMap, spread = 0): Map<number, number> {
  const classes = new Map<number, number>();
  for (let i = 0; i < t.size; i++) {
    const [column, row] = map.place(x.data[2 * i], x.data[2 * i + 1]).map(Math.round);
    for (let r = row - spread; r <= row + spread; r++)
      for (let c = column - spread; c <= column + spread; c++)
        if (c >= 0 && c < map.width && r >= 0 && r < map.height) classes.set(r * map.width + c, t.data[i]);
  }
  return classes;
}
