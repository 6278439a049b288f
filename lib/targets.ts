import { checkFloats, checkShape, refuse } from "./check.ts";
import { shapeText } from "./errors.ts";
import * as kernels from "./kernels/index.ts";
import { Tensor, type DType } from "./tensor.ts";

type Who = { toString(): string };

/** What losses over classes take: a weight for each class, and the index that marks rows to leave out. */
export interface ClassOptions {
  weight?: Tensor | readonly number[];
  ignoreIndex?: number;
}

/** A weight for each class, in whichever precision the scores have. */
export class ClassWeights {
  /** [classes], float64. */
  readonly values: Tensor;
  private inUse: Tensor;

  constructor(who: Who, weight: Tensor | readonly number[], what = "weight") {
    const given = weight instanceof Tensor ? weight : Tensor.from(weight, undefined, "float64");
    checkFloats(who, what, given);
    checkShape(who, what, given, ["classes"]);
    if (!given.data.every((w) => w >= 0 && w < Infinity))
      refuse("ARGUMENT", who, what, "finite and at least 0 in every class", [...given.data].join(", "));
    this.values = given.to("float64");
    this.inUse = this.values;
  }

  in(dtype: DType): Tensor {
    if (this.inUse.dtype !== dtype) {
      this.inUse = Tensor.reuse(undefined, dtype, this.values.shape);
      this.inUse.data.set(this.values.data);
    }
    return this.inUse;
  }
}

/** The last axis of y is as long as there are weights, if there are any. */
export function checkColumns(who: Who, y: Tensor, weight: ClassWeights | undefined): void {
  if (weight === undefined || y.shape.at(-1) === weight.values.size) return;
  refuse("SHAPE", who, "y", shapeText([...y.shape.slice(0, -1), weight.values.size]), shapeText(y.shape));
}

/** l += (v − 1) p, column by column; p is used up. */
export function addExcess(l: Tensor, p: Tensor, v: Tensor): void {
  kernels.addScaled(l, p, -1);
  kernels.scaleColumns(p, v);
  kernels.addScaled(l, p, 1);
}

/** y is [batch, classes] of floats, with as many classes as there are weights. */
export function checkScores(who: Who, y: Tensor, weight: ClassWeights | undefined): void {
  checkFloats(who, "y", y);
  checkShape(who, "y", y, ["batch", weight?.values.size ?? "classes"]);
}

/** y is [batch, classes, d₁, …] of floats, with as many classes as there are weights. */
export function checkPlaces(who: Who, y: Tensor, weight: ClassWeights | undefined): void {
  checkFloats(who, "y", y);
  checkShape(who, "y", y, ["batch", weight?.values.size ?? "classes", ...y.shape.slice(2)]);
}

/** t is [batch, d₁, …] of class indices, or of `ignore`, for scores of the shape [batch, classes, d₁, …]. */
export function checkIndices(who: Who, t: Tensor, [batch, classes, ...d]: readonly number[], ignore: number): void {
  checkShape(who, "t", t, [batch, ...d]);
  for (let i = 0; i < t.size; i++) {
    const k = t.data[i];
    if ((k < 0 || k >= classes) && k !== ignore)
      refuse("TARGET", who, "t", `class indices from 0 to ${classes - 1}`, `${k} at index ${i}`);
  }
}

/** Refuses a t that is neither int32 class indices of one shape nor, where there are such, probabilities of another. */
export function refuseTargets(
  who: Who,
  t: Tensor,
  indices: readonly number[],
  probabilities?: readonly number[],
): never {
  const other = probabilities === undefined ? "" : ` or probabilities ${shapeText(probabilities)} of y's dtype`;
  const got = t instanceof Tensor ? `${t.dtype} ${shapeText(t.shape)}` : t;
  refuse("TARGET", who, "t", `int32 class indices ${shapeText(indices)}${other}`, got);
}

/** Every number of t is −1 or 1. */
export function checkSigns(who: Who, t: Tensor): void {
  const stray = t.data.findIndex((v) => v !== 1 && v !== -1);
  if (stray >= 0) refuse("TARGET", who, "t", "−1 or 1", `${t.data[stray]} at index ${stray}`);
}

/** What a CTC loss is to find: labels [batch, width], and how many steps and labels count, [batch] each; int32. */
export type Labels = readonly [labels: Tensor, steps: Tensor, counts: Tensor];

/** The labels are classes other than `blank` as far as they count; 1 to all steps and 0 to all labels do. */
export function checkLabels(who: Who, t: Labels, [batch, steps, classes]: readonly number[], blank: number): void {
  if (!Array.isArray(t) || t.length !== 3) refuse("TARGET", who, "t", "[labels, steps, counts]", t);
  const names = ["labels", "steps", "counts"];
  for (const [k, x] of (t as Labels).entries()) {
    if (!(x instanceof Tensor) || x.dtype !== "int32") refuse("TARGET", who, names[k], "int32", x);
    checkShape(who, names[k], x, k === 0 ? [batch, "width"] : [batch]);
  }
  const [labels, times, counts] = t as Labels;
  const width = labels.shape[1];
  for (let i = 0; i < batch; i++) {
    const [time, count] = [times.data[i], counts.data[i]];
    if (time < 1 || time > steps) refuse("TARGET", who, "steps", `from 1 to ${steps}`, `${time} at index ${i}`);
    if (count < 0 || count > width) refuse("TARGET", who, "counts", `from 0 to ${width}`, `${count} at index ${i}`);
    for (let j = i * width; j < i * width + count; j++) {
      const k = labels.data[j];
      if (k < 0 || k >= classes || k === blank)
        refuse("TARGET", who, "labels", `classes from 0 to ${classes - 1} but not ${blank}`, `${k} at index ${j}`);
    }
  }
}

/** n [batch, 2] = the numbers of steps and of labels, side by side. */
export function packLengths(n: Tensor, [, steps, counts]: Labels): void {
  for (let i = 0; i < steps.size; i++) {
    n.data[2 * i] = steps.data[i];
    n.data[2 * i + 1] = counts.data[i];
  }
}
