import { refuse } from "../check.ts";
import { shapeText } from "../errors.ts";
import * as kernels from "../kernels/index.ts";
import { Tensor, type DType } from "../tensor.ts";
import { places } from "./padding.ts";
import { planeOf, type PerAxis } from "./planes.ts";

export type ResizeMode = "nearest" | "linear" | "bilinear";

/** What is asked of Upsample: a size, or a factor by which the size grows. */
export interface Resizing {
  readonly size: PerAxis | undefined;
  readonly scaleFactor: PerAxis | undefined;
  readonly mode: ResizeMode;
  readonly alignCorners: boolean;
}

/** Between which numbers those of y lie in planes of one size, as the kernels read it; with no shares, on which. */
export interface ResizePlan {
  readonly sizes: readonly [h: number, w: number, oh: number, ow: number];
  readonly dtype: DType;
  /** The shape of y behind its channels. */
  readonly spatial: readonly number[];
  readonly places: Tensor;
  readonly shares: Tensor | undefined;
}

/** The plan for x: `old` where that is for planes of its size and type. */
export function resizePlan(
  who: { toString(): string },
  { size, scaleFactor, mode, alignCorners }: Resizing,
  old: ResizePlan | undefined,
  x: Tensor,
): ResizePlan {
  const asked = (size ?? scaleFactor)!;
  // Of nearest numbers there may be a row or a plane, whichever is asked for or given.
  const given = typeof asked === "number" ? (x instanceof Tensor && x.shape.length === 3 ? 1 : 2) : asked.length;
  const dims = mode === "nearest" ? given : mode === "linear" ? 1 : 2;
  const [h, w] = planeOf(who, x, dims);
  if (
    old !== undefined &&
    old.sizes[0] === h &&
    old.sizes[1] === w &&
    old.spatial.length === dims &&
    old.dtype === x.dtype
  )
    return old;
  const factors = typeof asked === "number" ? new Array<number>(dims).fill(asked) : asked;
  const spatial = factors.map((f, i) => (size === undefined ? Math.floor(x.shape[2 + i] * f) : f));
  if (spatial.length !== dims || spatial.some((n) => n < 1))
    refuse("SHAPE", who, "x", `of ${factors.length} spatial axes, and large enough to leave some`, shapeText(x.shape));
  const [oh, ow] = dims === 1 ? [1, spatial[0]] : spatial;
  const scale = (i: number): number | undefined => (size === undefined ? factors.at(i) : undefined);
  const shared = { sizes: [h, w, oh, ow] as const, dtype: x.dtype, spatial };
  if (mode === "nearest") {
    const rows = dims === 1 ? [0] : nearestAlong(h, oh, scale(-2));
    return { ...shared, places: table("int32", places(rows, nearestAlong(w, ow, scale(-1)), w)), shares: undefined };
  }
  const rows = dims === 1 ? { neighbours: [0, 0], shares: [0] } : linearAlong(h, oh, scale(-2), alignCorners);
  const columns = linearAlong(w, ow, scale(-1), alignCorners);
  return {
    ...shared,
    places: table("int32", [...rows.neighbours, ...columns.neighbours]),
    shares: table(x.dtype, [...rows.shares, ...columns.shares]),
  };
}

/** y = x in the size of the plan */
export function resize(y: Tensor, x: Tensor, { places, shares, sizes }: ResizePlan): void {
  if (shares === undefined) kernels.gather(y, x, places, x.shape[0] * x.shape[1]);
  else kernels.interpolate(y, x, places, shares, ...sizes);
}
/** dx = Σ dy by the same shares */
export function resizeBackward(dx: Tensor, dy: Tensor, { places, shares, sizes }: ResizePlan): void {
  if (shares === undefined) {
    kernels.clear(dx);
    kernels.addScatter(dx, dy, places, dx.shape[0] * dx.shape[1]);
  } else kernels.interpolateBackward(dx, dy, places, shares, ...sizes);
}

function table(dtype: DType, values: readonly number[]): Tensor {
  const made = Tensor.reuse(undefined, dtype, [values.length]);
  made.data.set(values);
  return made;
}

/*
 * Places for a row of m numbers along one of n, as PyTorch finds them. `scale` is the factor that asked for m, where
 * it was; m/n may be a little less, since m is a whole number.
 */

/** The nearest place below each of the m; in single precision, whose rounding decides as it does there. */
function nearestAlong(n: number, m: number, scale: number | undefined): number[] {
  const step = Math.fround(scale === undefined ? n / m : 1 / scale);
  return Array.from({ length: m }, (_, o) => {
    if (m === n) return o;
    if (m === 2 * n) return o >> 1;
    return Math.min(Math.floor(Math.fround(o * step)), n - 1);
  });
}

/**
 * The two neighbours of each of the m, and the share of the second. With aligned corners the first and last of both rows
 * lie on each other; else their outer edges do, and what lies beyond the first number counts as lying on it.
 */
function linearAlong(
  n: number,
  m: number,
  scale: number | undefined,
  alignCorners: boolean,
): { neighbours: number[]; shares: number[] } {
  const step = alignCorners ? (m > 1 ? (n - 1) / (m - 1) : 0) : scale === undefined ? n / m : 1 / scale;
  const spots = Array.from({ length: m }, (_, o) => {
    if (m === n) return o;
    return alignCorners ? o * step : Math.max((o + 0.5) * step - 0.5, 0);
  });
  const first = spots.map((at) => Math.min(Math.floor(at), n - 1));
  return {
    neighbours: first.flatMap((a) => [a, Math.min(a + 1, n - 1)]),
    shares: spots.map((at, o) => Math.min(at - first[o], 1)),
  };
}
