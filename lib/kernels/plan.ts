// Plans of windows, and the room that kernels need for them.
import { numberBytes, Tensor, type DType } from "../tensor.ts";
import { threads } from "./threads/threads.ts";
import * as at from "./wasm/plan.ts";

/** One number for each of the axes D, H and W. */
export type Three = readonly [d: number, h: number, w: number];

/** Windows of images: everything but the size of the image. */
export interface Windows {
  /** Channels of a group of the image, groups, channels of a group of what is computed from it. */
  readonly channels: number;
  readonly groups: number;
  readonly filters: number;
  readonly kernel: Three;
  readonly stride: Three;
  readonly dilation: Three;
  /** Zeros in front. */
  readonly padding: Three;
}

const axes = [0, 1, 2] as const;
const three = (f: (axis: 0 | 1 | 2) => number): Three => [f(0), f(1), f(2)];

/**
 * The plan of windows over images of this size, with so many positions: `old` itself where it is that. Of the windows
 * of one module nothing but the channels ever changes.
 */
export function planOf(old: Tensor | undefined, windows: Windows, size: Three, positions: Three): Tensor {
  const here = old?.data;
  const { channels, groups, filters, kernel, stride, dilation, padding } = windows;
  if (
    here?.[at.CHANNELS] === channels &&
    axes.every((a) => here[at.SIZE + a] === size[a] && here[at.POSITIONS + a] === positions[a])
  )
    return old!;
  const reach = three((a) => (positions[a] - 1) * stride[a] + (kernel[a] - 1) * dilation[a] + 1);
  const framed = axes.some((a) => padding[a] > 0 || reach[a] > size[a]);
  const plan = Tensor.reuse(old, "int32", [at.LENGTH]);
  plan.data.set([channels, groups, filters, ...size, ...kernel, ...stride, ...dilation, ...padding]);
  plan.data.set([...positions, ...(framed ? reach : size), framed ? 1 : 0], at.POSITIONS);
  return plan;
}

/** The product of three numbers of a plan. */
export const volume = ({ data }: Tensor, i: number): number => data[i] * data[i + 1] * data[i + 2];

/** Lines of the columns of a group. */
export const linesOf = (plan: Tensor): number => plan.data[at.CHANNELS] * volume(plan, at.KERNEL);

/** Channels of a group whose columns are written down at once: as many as take 256 KiB, and one at least. */
export function channelsAtOnce(plan: Tensor, dtype: DType): number {
  const most = 2 ** 18 / numberBytes(dtype);
  const columns = volume(plan, at.KERNEL) * volume(plan, at.POSITIONS);
  const blocks = Math.ceil(plan.data[at.CHANNELS] / Math.max(1, Math.floor(most / columns)));
  return Math.ceil(plan.data[at.CHANNELS] / blocks);
}

/**
 * The room that the kernels of a convolution need beside their operands, [threads, …]: for `correlate` and
 * `addCorrelateWeights` the frame of as many channels of one image as the lines of a block of columns belong to, at most
 * 512 of them or 256 in float64; for the latter the gradient of a group's weights, too, with lines and columns filled up to
 * whole tiles; for `correlateBackward` the columns of `channelsAtOnce`.
 */
export function roomFor(old: Tensor | undefined, plan: Tensor, dtype: DType): Tensor {
  const bytes = numberBytes(dtype);
  const [lanes, deepest] = [32 / bytes, 2048 / bytes];
  const { [at.CHANNELS]: channels, [at.FILTERS]: filters, [at.FRAMED]: framed } = plan.data;
  const taps = volume(plan, at.KERNEL);
  const lines = linesOf(plan);
  const frames = framed * Math.min(channels, Math.ceil(Math.min(lines, deepest) / taps) + 1);
  const sums = Math.ceil(filters / lanes) * lanes * Math.ceil(lines / 4) * 4;
  const columns = channelsAtOnce(plan, dtype) * taps * volume(plan, at.POSITIONS);
  // Whole lines of the cache, so that no two threads write to one.
  const most = Math.ceil(Math.max(at.PLACES / bytes + sums + frames * volume(plan, at.FRAME), columns) / 16) * 16;
  return Tensor.reuse(old, dtype, [threads.crew?.pool.threads ?? 1, most]);
}

/** How an image goes on beyond its edge, where not with zeros. */
export type Continuation = "reflect" | "replicate" | "circular";

export const continuations: Readonly<Record<Continuation, (i: number, n: number) => number>> = {
  reflect: (i, n) => (i < 0 ? -i : i < n ? i : 2 * (n - 1) - i),
  replicate: (i, n) => Math.max(0, Math.min(n - 1, i)),
  circular: (i, n) => (i + n) % n,
};

/**
 * For each element of an image [D, H, W] with so many more in front and behind, the element that stands there: `old`
 * itself where it has that shape, since one module pads by the same numbers always.
 */
export function placesOf(
  old: Tensor | undefined,
  size: Three,
  before: Three,
  after: Three,
  continuation: Continuation,
): Tensor {
  const places = Tensor.reuse(
    old,
    "int32",
    three((a) => before[a] + size[a] + after[a]),
  );
  if (places === old) return old;
  const [D, H, W] = places.shape;
  const from = (axis: 0 | 1 | 2, i: number): number => continuations[continuation](i - before[axis], size[axis]);
  let i = 0;
  for (let d = 0; d < D; d++)
    for (let h = 0; h < H; h++)
      for (let w = 0; w < W; w++) places.data[i++] = (from(0, d) * size[1] + from(1, h)) * size[2] + from(2, w);
  return places;
}
