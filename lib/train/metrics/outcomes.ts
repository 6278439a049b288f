import { checkFloats, refuse } from "../../check.ts";
import { shapeText } from "../../errors.ts";
import { sameShape, type Tensor } from "../../tensor.ts";

/** What was put out and what is right, for each target. */
export interface Outcomes {
  readonly classes: number;
  /** The score of class k for target i. */
  readonly score: (i: number, k: number) => number;
  /** The class with the largest score, the first of equals. */
  readonly best: (i: number) => number;
  readonly right: (i: number) => number;
  readonly count: number;
}

/**
 * Scores of classes y [batch, classes, …] and classes t [batch, …], of int32 or whole numbers; or where y and t are of one
 * shape, or y is [batch, 1] and t [batch], scores of class 1 against 0, which is said above `threshold`.
 */
export function outcomes(who: { toString(): string }, y: Tensor, t: Tensor, threshold: number): Outcomes {
  checkFloats(who, "y", y);
  const [batch, width = 1, ...rest] = y.shape;
  const binary = sameShape(y.shape, t.shape) || (y.size === t.size && width === 1);
  if (!binary && !sameShape(t.shape, [batch, ...rest]))
    refuse("SHAPE", who, "t", shapeText(y.shape.length < 2 ? y.shape : [batch, ...rest]), shapeText(t.shape));
  const classes = binary ? 2 : width;
  const wrong = t.data.findIndex((k) => !Number.isInteger(k) || k < 0 || k >= classes);
  if (wrong >= 0) refuse("TARGET", who, `t[${wrong}]`, `a class from 0 to ${classes - 1}`, String(t.data[wrong]));
  const places = t.size / batch;
  const right = (i: number): number => t.data[i];
  if (binary) {
    const score = (i: number, k: number): number => (k === 1 ? y.data[i] : 2 * threshold - y.data[i]);
    return { classes, count: t.size, score, right, best: (i) => (y.data[i] > threshold ? 1 : 0) };
  }
  const score = (i: number, k: number): number => y.data[(Math.floor(i / places) * width + k) * places + (i % places)];
  const best = (i: number): number => {
    let at = 0;
    for (let k = 1; k < width; k++) if (score(i, k) > score(i, at)) at = k;
    return at;
  };
  return { classes, count: t.size, score, best, right };
}
