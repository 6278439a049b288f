import { checkCount, checkFloats, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { onHeap } from "../parameter.ts";
import { sameShape, Tensor } from "../tensor.ts";

/** What an optimizer or a schedule goes on from, by path: `0.exp_avg`, `groups.0.lr`, `lastEpoch`. */
export type TrainingState = Record<string, Tensor | number>;

/** Something of a training that goes on from numbers and tensors: an optimizer, a schedule, a loader, Progress. */
export interface Resumable {
  stateDict(): TrainingState;
  loadStateDict(state: TrainingState): unknown;
}

type Who = { toString(): string };

/** A state dict while it is read: what is wanted is taken out of it by path, and in the end nothing may be left. */
export class StateReader {
  private readonly who: Who;
  private readonly left: Map<string, unknown>;

  constructor(who: Who, state: TrainingState) {
    if (typeof state !== "object" || state === null)
      refuse("STATE_DICT", who, "state", "an object of tensors and numbers by path", state);
    this.who = who;
    this.left = new Map(Object.entries(state));
  }

  /** The paths that nobody has taken yet and that start with `prefix`. */
  paths(prefix: string): string[] {
    return [...this.left.keys()].filter((path) => path.startsWith(prefix));
  }

  has(path: string): boolean {
    return this.left.has(path);
  }

  number(path: string): number {
    const value = this.take(path);
    if (typeof value !== "number" || Number.isNaN(value))
      refuse("STATE_DICT", this.who, `state "${path}"`, "a number", value);
    return value;
  }

  /** A whole number of at least 0. */
  count(path: string): number {
    const value = this.number(path);
    checkCount(this.who, `state "${path}"`, value, 0);
    return value;
  }

  /** A copy on the heap, rounded to the type of `like`, whose shape it has. */
  tensor(path: string, like: Tensor): Tensor {
    const value = this.take(path) as Tensor;
    checkFloats(this.who, `state "${path}"`, value);
    if (!sameShape(value.shape, like.shape))
      refuse("SHAPE", this.who, `state "${path}"`, shapeText(like.shape), shapeText(value.shape));
    return onHeap(value, like.dtype);
  }

  private take(path: string): unknown {
    if (!this.left.has(path)) refuse("STATE_DICT", this.who, "state", `one with "${path}"`, "one without");
    const value = this.left.get(path);
    this.left.delete(path);
    return value;
  }

  /** Refuses what is left. */
  end(): void {
    if (this.left.size > 0)
      refuse(
        "STATE_DICT",
        this.who,
        "state",
        "of names known here",
        `unexpected [${[...this.left.keys()].join(", ")}]`,
      );
  }
}
