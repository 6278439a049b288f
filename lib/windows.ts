import { checkCount, refuse } from "./check.ts";
import { describe, shapeText } from "./errors.ts";
import type { Three, Windows } from "./kernels/plan.ts";

/** What convolutions, Unfold and Fold have in common: windows that their options describe axis by axis. */

type Who = { toString(): string };
type Numbers = readonly number[];

/** An option: a number for all axes, or one for each. */
export type Each = number | Numbers;
export type Each1 = number | readonly [number];
export type Each2 = number | readonly [number, number];
export type Each3 = number | readonly [number, number, number];

export interface WindowOptions<E = Each> {
  stride?: E;
  padding?: E;
  dilation?: E;
}

/** Windows of so many elements, `dilation` apart, one every `stride`, over an axis with so many more at its ends. */
export interface Window {
  readonly kernelSize: Numbers;
  readonly stride: Numbers;
  readonly dilation: Numbers;
  readonly before: Numbers;
  readonly after: Numbers;
}

/** An option's numbers, one for each axis. */
export function perAxis(who: Who, what: string, each: Each, axes: number, least: number): Numbers {
  const numbers = Array.isArray(each) ? [...(each as Numbers)] : Array.from({ length: axes }, () => each as number);
  if (numbers.length !== axes) refuse("ARGUMENT", who, what, `a number or ${axes} of them`, describe(each));
  for (const n of numbers) checkCount(who, what, n, least);
  return numbers;
}

/** The windows that these options describe. */
export function windowOf(
  who: Who,
  axes: number,
  kernelSize: Each,
  { stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): Window {
  const ends = perAxis(who, "padding", padding, axes, 0);
  return {
    kernelSize: perAxis(who, "kernelSize", kernelSize, axes, 1),
    stride: perAxis(who, "stride", stride, axes, 1),
    dilation: perAxis(who, "dilation", dilation, axes, 1),
    before: ends,
    after: ends,
  };
}

/** The same where "same" padding, too, may be asked for: as many positions as an axis has elements, at stride 1. */
export function paddedWindowOf(
  who: Who,
  axes: number,
  kernelSize: Each,
  { padding = 0, ...options }: WindowOptions<Each | "same" | "valid">,
): Window {
  const others = options as WindowOptions;
  if (padding !== "same")
    return windowOf(who, axes, kernelSize, { ...others, padding: padding === "valid" ? 0 : padding });
  const window = windowOf(who, axes, kernelSize, others);
  if (window.stride.some((s) => s !== 1))
    refuse("ARGUMENT", who, "stride", '1 where padding is "same"', shapeText(window.stride));
  const more = reachOf(window).map((n) => n - 1);
  return { ...window, before: more.map((n) => Math.floor(n / 2)), after: more.map((n) => Math.ceil(n / 2)) };
}

/** What a window reaches over along each axis. */
export const reachOf = ({ kernelSize, dilation }: Window): Numbers =>
  kernelSize.map((k, a) => dilation[a] * (k - 1) + 1);

/** How many windows fit along each axis: ⌊(size + padding − reach) / stride⌋ + 1, below 1 where not one does. */
export function positionsIn(size: Numbers, window: Window): Numbers {
  const { stride, before, after } = window;
  return reachOf(window).map((n, a) => Math.floor((size[a] + before[a] + after[a] - n) / stride[a]) + 1);
}

/** The smallest image that a window fits. */
export const leastSize = (window: Window): Numbers =>
  reachOf(window).map((n, a) => Math.max(1, n - window.before[a] - window.after[a]));

/** x [batch, channels, …] is at least this large along its axes. */
export function checkLeast(who: Who, x: Numbers, least: Numbers): void {
  if (least.some((n, a) => x[2 + a] < n))
    refuse("SHAPE", who, "x", `${shapeText([...x.slice(0, 2), ...least])} at least`, shapeText(x));
}

/** The axes of an image as errors name them, behind batch and channels. */
export const axisNames = ({ kernelSize: { length } }: Window): readonly string[] =>
  length === 1 ? ["length"] : ["depth", "height", "width"].slice(3 - length);

/** Numbers for three axes; those that are missing stand in front. */
export const inThree = (numbers: Numbers, missing = 1): Three =>
  [missing, missing, missing, ...numbers].slice(-3) as unknown as Three;

/** The same windows as kernels take them. */
export function windowsOf(window: Window, channels: number, filters: number, groups: number): Windows {
  return {
    channels,
    groups,
    filters,
    kernel: inThree(window.kernelSize),
    stride: inThree(window.stride),
    dilation: inThree(window.dilation),
    padding: inThree(window.before, 0),
  };
}
