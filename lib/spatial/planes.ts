import { checkCount, checkFloats, checkShape, refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Inputs x [batch, channels, length] and [batch, channels, height, width]: how many spatial axes there are, and planes
 * [h, w], which are of height 1 where there is one. So what works along two axes works along one.
 */

type Who = { toString(): string };

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

const axes = ["length", "height and width"];

/** The whole numbers for each of `dims` axes. */
export function perAxis(who: Who, what: string, value: PerAxis, dims: number, least = 1): readonly number[] {
  const each: unknown = typeof value === "number" ? new Array<number>(dims).fill(value) : value;
  if (!Array.isArray(each) || each.length !== dims)
    refuse("ARGUMENT", who, what, `a number, or an array of them for ${axes[dims - 1]}`, value);
  for (const n of each as number[]) checkCount(who, what, n, least);
  return [...(each as number[])];
}

/** The height and width of the planes of x, once it has been found to have some. */
export function planeOf(who: Who, x: Tensor, dims: number): readonly [h: number, w: number] {
  checkFloats(who, "x", x);
  checkShape(who, "x", x, ["batch", "channels", ...(dims === 1 ? ["length"] : ["height", "width"])]);
  return [dims === 1 ? 1 : x.shape[2], x.shape[dims + 1]];
}

/** Numbers as in the name of a size: `2 × 3`. */
export const sizeText = (each: readonly (number | null)[]): string => each.map((n) => n ?? "as x").join(" × ");

/** The shape of what has one number for each plane of x [batch, channels, …], and how many numbers a plane has. */
export function wholePlanes(who: Who, x: Tensor, keepdim: boolean): [shape: readonly number[], n: number] {
  checkFloats(who, "x", x);
  if (x.shape.length < 3) refuse("SHAPE", who, "x", "[batch, channels, …spatial]", shapeText(x.shape));
  const [batch, channels, ...spatial] = x.shape;
  return [[batch, channels, ...(keepdim ? spatial.map(() => 1) : [])], x.size / (batch * channels)];
}
