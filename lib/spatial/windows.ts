import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import { Tensor } from "../tensor.ts";
import { perAxis, planeOf, sizeText, type PerAxis } from "./planes.ts";

type Who = { toString(): string };

/** A window along one axis: its numbers are those at `from` and on, before `to`; a mean of them divides by `count`. */
type Window = readonly [from: number, to: number, count: number];

/** The windows along an axis of n numbers. */
type Along = (n: number) => readonly Window[];

/** The windows over planes of one size, as the kernels read them. */
export interface WindowPlan {
  readonly sizes: readonly [h: number, w: number, oh: number, ow: number];
  readonly table: Tensor;
}

/** Options of pools, with PyTorch's names. */
export interface WindowOptions {
  /** How far apart windows begin; kernelSize by default. */
  stride?: PerAxis;
  /** How many numbers that count nothing stand on both sides, at most half of kernelSize. */
  padding?: PerAxis;
  /** How far apart the numbers of a window are. */
  dilation?: PerAxis;
  /** Whether a last window that reaches over the end counts. */
  ceilMode?: boolean;
  /** Whether the padding counts in a mean's divisor. */
  countIncludePad?: boolean;
}

/** How many numbers y has along each axis; null for as many as x has. */
export type OutputSize = number | null | readonly (number | null)[];

/** What windows were made of: sliding ones of the options, adaptive ones of outputSize alone. */
export interface WindowSettings {
  readonly kernelSize?: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly ceilMode?: boolean;
  readonly countIncludePad?: boolean;
  readonly outputSize?: readonly (number | null)[];
}

/** Where the windows of a pool lie, in planes of whatever size. */
export class Windows {
  readonly dims: number;
  readonly settings: WindowSettings;
  readonly dilation: readonly [number, number];
  readonly text: string;
  private readonly along: readonly Along[];

  constructor(along: readonly Along[], dilation: readonly number[], text: string, settings: WindowSettings) {
    this.dims = along.length;
    this.settings = settings;
    this.along = this.dims === 1 ? [() => [[0, 1, 1]], ...along] : along;
    this.dilation = this.dims === 1 ? [1, dilation[0]] : [dilation[0], dilation[1]];
    this.text = text;
  }

  /** The plan for x: `old` where that is for planes of its size. Refuses an x that no window fits. */
  over(who: Who, old: WindowPlan | undefined, x: Tensor): WindowPlan {
    const [h, w] = planeOf(who, x, this.dims);
    if (old?.sizes[0] === h && old.sizes[1] === w) return old;
    const [rows, columns] = [this.along[0](h), this.along[1](w)];
    if (rows.length === 0 || columns.length === 0)
      refuse("SHAPE", who, "x", "no smaller than a window, with its padding", shapeText(x.shape));
    const numbers = [...rows, ...columns].flat();
    const table = Tensor.reuse(undefined, "int32", [numbers.length]);
    table.data.set(numbers);
    return { sizes: [h, w, rows.length, columns.length], table };
  }

  /** The places of each window in its plane, all as many; −1 for those that some have less. */
  places({ sizes: [, w, oh, ow], table }: WindowPlan): readonly (readonly number[])[] {
    const along = (o: number, d: number): number[] => {
      const [from, to] = [table.data[3 * o], table.data[3 * o + 1]];
      return Array.from({ length: Math.max(Math.ceil((to - from) / d), 0) }, (_, i) => from + i * d);
    };
    const [dh, dw] = this.dilation;
    const all = Array.from({ length: oh * ow }, (_, o) => {
      const columns = along(oh + (o % ow), dw);
      return along(Math.floor(o / ow), dh).flatMap((r) => columns.map((c) => r * w + c));
    });
    const most = all.reduce((n, window) => Math.max(n, window.length), 1);
    return all.map((window) => [...window, ...new Array<number>(most - window.length).fill(-1)]);
  }

  /** The shape of what the windows of x are pooled to. */
  shape(x: Tensor, { sizes: [, , oh, ow] }: WindowPlan): readonly number[] {
    return [x.shape[0], x.shape[1], ...(this.dims === 1 ? [ow] : [oh, ow])];
  }
}

/** Windows of one size at equal distances, as PyTorch counts them. */
export function sliding(
  who: string,
  dims: number,
  kernelSize: PerAxis,
  { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false, countIncludePad = true }: WindowOptions = {},
): Windows {
  const kernel = perAxis(who, "kernelSize", kernelSize, dims);
  const steps = perAxis(who, "stride", stride, dims);
  const pads = perAxis(who, "padding", padding, dims, 0);
  const gaps = perAxis(who, "dilation", dilation, dims);
  if (pads.some((p, i) => 2 * p > kernel[i]))
    refuse("ARGUMENT", who, "padding", `at most half of kernelSize, ${sizeText(kernel)}`, sizeText(pads));
  const along = kernel.map((k, i): Along => {
    const [s, p, d] = [steps[i], pads[i], gaps[i]];
    const span = d * (k - 1) + 1;
    return (n) => {
      let count = Math.floor((n + 2 * p - span + (ceilMode ? s - 1 : 0)) / s) + 1;
      if (ceilMode && (count - 1) * s >= n + p) count--;
      return Array.from({ length: Math.max(count, 0) }, (_, o): Window => {
        const start = o * s - p;
        const from = start < 0 ? start + d * Math.ceil(-start / d) : start;
        const to = Math.min(start + span, n);
        return [from, to, countIncludePad ? Math.min(start + k, n + p) - start : to - from];
      });
    };
  });
  const options = [
    sizeText(kernel),
    ...(String(steps) === String(kernel) ? [] : [`stride ${sizeText(steps)}`]),
    ...(pads.every((p) => p === 0) ? [] : [`padding ${sizeText(pads)}`]),
    ...(gaps.every((d) => d === 1) ? [] : [`dilation ${sizeText(gaps)}`]),
  ];
  const settings = { kernelSize: kernel, stride: steps, padding: pads, dilation: gaps, ceilMode, countIncludePad };
  return new Windows(along, gaps, options.join(", "), settings);
}

/** As many windows as y has numbers, which cover x evenly and overlap where they must. */
export function adaptive(who: string, dims: number, outputSize: OutputSize): Windows {
  const each = Array.isArray(outputSize) ? (outputSize as (number | null)[]) : new Array(dims).fill(outputSize);
  perAxis(
    who,
    "outputSize",
    each.map((n: number | null) => n ?? 1),
    dims,
  );
  const along = each.map((size: number | null): Along => (n) => {
    const count = size ?? n;
    return Array.from({ length: count }, (_, o): Window => {
      const [from, to] = [Math.floor((o * n) / count), Math.ceil(((o + 1) * n) / count)];
      return [from, to, to - from];
    });
  });
  return new Windows(along, new Array<number>(dims).fill(1), sizeText(each), { outputSize: each });
}
