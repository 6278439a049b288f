import { checkInteger, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";

type Who = { toString(): string };
type Shape = readonly number[];

/**
 * Axes of modules count as PyTorch's do: the batch is 0, the one behind it 1, and −1 is the last. No module takes numbers
 * from one row of the batch to another, so the batch itself is no axis to choose.
 */
export function checkDim(who: Who, what: string, dim: number): void {
  checkInteger(who, what, dim);
  if (dim === 0) refuse("ARGUMENT", who, what, "an axis behind the batch, which is 0", "0");
}

/** The place of axis `dim` in a shape; refused where it has none, or where that is the batch. */
export function axisOf(who: Who, what: string, shape: Shape, dim: number): number {
  const i = dim < 0 ? dim + shape.length : dim;
  if (i < 1 || i >= shape.length) refuse("SHAPE", who, what, `[batch, …] with an axis ${dim} in …`, shapeText(shape));
  return i;
}

export const product = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** How many lines lie before an axis, and how many numbers each place of it has. */
export function around(shape: Shape, axis: number): [rows: number, cols: number] {
  return [product(shape.slice(0, axis)), product(shape.slice(axis + 1))];
}
