import * as kernels from "../../../lib/kernels/index.ts";
import { planOf, roomFor, type Three } from "../../../lib/kernels/plan.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Tensor } from "../../../lib/tensor.ts";
import type { Call, Case, Cases, Draw } from "./harness.ts";

/** Random windows, and the shapes of what is computed with them. */
interface Drawn {
  readonly plan: Tensor;
  readonly image: readonly number[];
  readonly filtered: readonly number[];
  readonly columns: readonly number[];
  readonly weight: readonly number[];
  readonly channels: number;
  readonly filters: number;
}

/**
 * More lines, filters or positions than one block of a product has, more channels than one block of columns; and tiles
 * that two lines of positions fill, or just do not, and that reach into the next plane.
 */
type Some = Partial<{ kernel: Three; channels: number; filters: number; positions: Three; stride: Three }>;
const large: readonly Some[] = [
  { kernel: [1, 3, 3], channels: 67 },
  { filters: 131 },
  { positions: [1, 1, 530] },
  { kernel: [1, 3, 3], channels: 5, filters: 1, positions: [1, 30, 50] },
];

/** Sizes around the tile, now and then large ones. */
function drawWindows(d: Draw, some: Some | undefined = large[d.rng.integer(2 * large.length)]): Drawn {
  const three = (f: () => number): Three => [d.chance() ? f() : 1, d.chance() ? f() : 1, f()];
  const {
    kernel = three(() => 1 + d.rng.integer(4)),
    channels = 1 + d.rng.integer(3),
    filters = 1 + d.rng.integer(9),
    positions = [1 + d.rng.integer(2), 1 + d.rng.integer(3), 1 + d.rng.integer(9)],
    stride = three(() => 1 + d.rng.integer(3)),
  } = some ?? {};
  const dilation = three(() => 1 + d.rng.integer(2));
  const padding = d.chance() ? three(() => d.rng.integer(4)) : ([0, 0, 0] as const);
  const groups = 1 + d.rng.integer(2);
  // The image ends before, at, or after the last window does.
  const size = kernel.map((k, a) => {
    const reach = (positions[a] - 1) * stride[a] + (k - 1) * dilation[a] + 1 - padding[a];
    return Math.max(1, reach + (d.chance() ? 0 : d.rng.integer(4) - 2));
  }) as unknown as Three;
  const windows = { channels, groups, filters, kernel, stride, dilation, padding };
  const batch = 1 + d.rng.integer(3);
  const lines = channels * kernel[0] * kernel[1] * kernel[2];
  return {
    plan: planOf(undefined, windows, size, positions),
    image: [batch, groups * channels, ...size],
    filtered: [batch, groups * filters, ...positions],
    columns: [batch, groups * lines, ...positions],
    weight: [groups * filters, lines],
    channels: groups * channels,
    filters: groups * filters,
  };
}

const of = (d: Draw, shape: readonly number[]): Tensor => d.floats(shape.reduce((a, b) => a * b, 1)).reshape(shape);

/** Used again and again, with what other calls left there. */
let memory: Tensor | undefined;

/** Makes a call with room for this plan, on the heap or not, which nothing may be written behind. */
function withRoom(d: Draw, plan: Tensor, call: (room: Tensor) => void): void {
  const { size } = roomFor(undefined, plan, d.dtype);
  if (d.rng.integer(4) === 0) return call(Tensor.zeros([size], d.dtype));
  memory = Tensor.reuse(memory, d.dtype, [size + 8]);
  const behind = memory.part(size, [8]);
  behind.data.fill(-7);
  call(memory.part(0, [size]));
  if (behind.data.some((v) => v !== -7)) throw new Error("something is written behind the room");
}

/** Windows that follow each other in lines of this width, of which a tile has parts of one, of two or of more. */
export const correlateInLines =
  (width: number): Case =>
  (d) =>
    correlate(d, drawWindows(d, { kernel: [2, 2, 2], positions: [3, 3, width], stride: [1, 1, 1] }));

function correlate(d: Draw, { plan, image, filtered, weight, filters }: Drawn): Call {
  const operands = [of(d, filtered), of(d, image), of(d, weight), plan];
  return {
    operands: d.chance() ? operands : [...operands, of(d, [filters])],
    kernel: ([y, x, w, p, b]) => withRoom(d, p, (room) => kernels.correlate(y, x, w, b, p, room)),
    plain: ([y, x, w, p, b]) => reference.correlate(y, x, w, b, p, filtered[0]),
  };
}

export const cases: Cases = {
  correlate: (d) => correlate(d, drawWindows(d)),
  correlateBackward: (d) => {
    const { plan, image, filtered, weight, channels } = drawWindows(d);
    const operands = [of(d, image), of(d, filtered), of(d, weight), plan];
    return {
      operands: d.chance() ? operands : [...operands, of(d, [channels])],
      kernel: ([dx, dy, w, p, b]) => withRoom(d, p, (room) => kernels.correlateBackward(dx, dy, w, b, p, room)),
      plain: ([dx, dy, w, p, b]) => reference.correlateBackward(dx, dy, w, b, p, image[0]),
    };
  },
  addCorrelateWeights: (d) => {
    const { plan, image, filtered, weight } = drawWindows(d);
    return {
      operands: [of(d, weight), of(d, filtered), of(d, image), plan],
      kernel: ([dw, dy, x, p]) => withRoom(d, p, (room) => kernels.addCorrelateWeights(dw, dy, x, p, room)),
      plain: ([dw, dy, x, p]) => reference.addCorrelateWeights(dw, dy, x, p, image[0]),
    };
  },
  unfold: (d) => {
    const { plan, image, columns } = drawWindows(d);
    return {
      operands: [of(d, columns), of(d, image), plan],
      kernel: ([y, x, p]) => kernels.unfold(y, x, p),
      plain: ([y, x, p]) => reference.unfold(y, x, p, image[0]),
    };
  },
  fold: (d) => {
    const { plan, image, columns } = drawWindows(d);
    return {
      operands: [of(d, image), of(d, columns), plan],
      kernel: ([x, y, p]) => kernels.fold(x, y, p),
      plain: ([x, y, p]) => reference.fold(x, y, p, image[0]),
    };
  },
};
