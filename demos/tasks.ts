import { spiralPoints, trainSpirals } from "./spirals.ts";
import type { Net, Points, Step } from "./training.ts";
import { t, trainXor, x } from "./xor.ts";

/** Something to learn, and the part of the plane to look at. */
export interface Task {
  readonly name: string;
  /** The sizes of the net's layers. */
  readonly net: string;
  /** What stands beside an accuracy: of which points it is. */
  readonly tested: string;
  readonly centre: readonly [number, number];
  /** From the centre to the edge of the square that its pictures show. */
  readonly reach: number;
  points(seed: number): { training: Points; test: Points };
  train(seed: number, onStep: (step: Step) => void): Net;
}

const xor: Task = {
  name: "XOR",
  net: "2-8-1 with tanh",
  tested: "on the four cases",
  centre: [0.5, 0.5],
  reach: 1,
  points() {
    const cases = { x, t: t.reshape([4]).to("int32") };
    return { training: cases, test: cases };
  },
  train: trainXor,
};

function spirals(arms: 2 | 3, name: string): Task {
  return {
    name,
    net: `2-32-32-${arms} with tanh`,
    tested: "on unseen points",
    centre: [0, 0],
    reach: 3.25,
    points: (seed) => spiralPoints(arms, seed),
    train: (seed, onStep) => trainSpirals(arms, seed, onStep),
  };
}

/** The demos by the argument that chooses them. */
export const tasks = {
  xor: [xor],
  spirals: [spirals(2, "Two-arm spirals"), spirals(3, "Three-arm spirals")],
} as const satisfies Record<string, readonly Task[]>;
