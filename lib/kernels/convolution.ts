// Windows of images [batch, groups · channels, D, H, W], and the products of convolutions with them. A plan (plan.ts)
// says which windows; `room` is what `roomFor` that plan gives.
//
// The columns of an image are the matrix of what its windows see: a line for each channel and element of the kernel, in
// that order, a column for each position. Outside the image they see 0.
import { numberBytes, type Tensor } from "../tensor.ts";
import { native } from "./binaries/convolution.ts";
import { channelsAtOnce, linesOf } from "./plan.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import { threads } from "./threads/threads.ts";

/** How many threads have their part of a room, and how many bytes a part is. */
const partsOf = (room: Tensor): number => room.shape[0];
const partBytes = (room: Tensor): number => room.shape[1] * numberBytes(room.dtype);

/** How a kernel uses its room: not by threads that have no part of it, since they came after it was made. */
const roomUse = (room: Tensor): "S" | "W" => (partsOf(room) < (threads.crew?.pool.threads ?? 1) ? "W" : "S");

/** y [batch, groups · filters, positions] = bias + W times the columns of x, with W [groups · filters, lines] */
export function correlate(y: Tensor, x: Tensor, w: Tensor, bias: Tensor | undefined, plan: Tensor, room: Tensor): void {
  run(
    native,
    `wrRRR${roomUse(room)}`,
    y.shape[0],
    (wasm, n, py, px, pw, pb, pp, pr) => wasm.correlate(n, pp, px, pw, pb, py, pr, partBytes(room)),
    () => reference.correlate(y.data, x.data, w.data, bias?.data, plan.data, y.shape[0]),
    y,
    x,
    w,
    bias,
    plan,
    room,
  );
}
/**
 * dx = bias + the columns Wᵀ dy folded up: each column added where its window stands, line after line. A bias is what
 * this starts from where it is a transposed convolution's fprop.
 */
export function correlateBackward(
  dx: Tensor,
  dy: Tensor,
  w: Tensor,
  bias: Tensor | undefined,
  plan: Tensor,
  room: Tensor,
): void {
  const channels = channelsAtOnce(plan, dx.dtype);
  run(
    native,
    `wrRRR${roomUse(room)}`,
    dx.shape[0],
    (wasm, n, px, py, pw, pb, pp, pr) => wasm.correlateBackward(n, pp, channels, py, pw, pb, px, pr, partBytes(room)),
    () => reference.correlateBackward(dx.data, dy.data, w.data, bias?.data, plan.data, dx.shape[0]),
    dx,
    dy,
    w,
    bias,
    plan,
    room,
  );
}
/** dW += dy times the transposed columns of x, image after image, position after position */
export function addCorrelateWeights(dw: Tensor, dy: Tensor, x: Tensor, plan: Tensor, room: Tensor): void {
  const lines = linesOf(plan);
  run(
    native,
    "UrrRW",
    dy.shape[0],
    (wasm, n, pw, py, px, pp, pr) => {
      const all = [n, pp, px, py, pw, 0, lines, pr, partBytes(room)] as const;
      const { crew } = threads;
      if (crew === undefined || roomUse(room) === "W" || !crew.weights(native, dw.dtype, dy.size * lines, ...all))
        wasm.addCorrelateWeights(...all);
    },
    () => reference.addCorrelateWeights(dw.data, dy.data, x.data, plan.data, dy.shape[0]),
    dw,
    dy,
    x,
    plan,
    room,
  );
}

/** y [batch, lines of all channels, positions] = the columns of x */
export function unfold(y: Tensor, x: Tensor, plan: Tensor): void {
  run(
    native,
    "wrR",
    y.shape[0],
    (wasm, n, py, px, pp) => wasm.unfold(n, pp, px, py),
    () => reference.unfold(y.data, x.data, plan.data, y.shape[0]),
    y,
    x,
    plan,
  );
}
/** x = the columns y folded up: each added where its window stands, line after line */
export function fold(x: Tensor, y: Tensor, plan: Tensor): void {
  run(
    native,
    "wrR",
    x.shape[0],
    (wasm, n, px, py, pp) => wasm.fold(n, pp, py, px),
    () => reference.fold(x.data, y.data, plan.data, x.shape[0]),
    x,
    y,
    plan,
  );
}
