// Planes [h, w] under windows, and between their numbers. x is [planes, h, w], y [planes, oh, ow].
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/pooling.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** The sizes of a plane and of what becomes of it. */
type Sizes = [h: number, w: number, oh: number, ow: number];

/**
 * y = the largest number in each window, the first of equals, a NaN before all; k [planes, oh, ow] (int32) = its place
 * in the plane. The windows [3 (oh + ow)] have (from, to, count) for each row of y and then for each column: a window
 * holds the rows from, from + dh, … before `to`, and columns likewise. An empty one has −∞, and −1 for a place.
 */
export function maxPool(
  y: Tensor,
  k: Tensor,
  x: Tensor,
  windows: Tensor,
  dh: number,
  dw: number,
  ...[h, w, oh, ow]: Sizes
): void {
  const planes = y.size / (oh * ow);
  run(
    native,
    "wwrR",
    planes,
    (wasm, units, py, pk, px, pw) => wasm.maxPool(units, h, w, oh, ow, dh, dw, px, pw, py, pk),
    () => reference.maxPool(y.data, k.data, x.data, windows.data, dh, dw, h, w, oh, ow),
    y,
    k,
    x,
    windows,
  );
}

/** y = the sum over each window, in float64, by `divisor`, or, where that is 0, by the product of its two counts */
export function avgPool(y: Tensor, x: Tensor, windows: Tensor, divisor: number, ...[h, w, oh, ow]: Sizes): void {
  const planes = y.size / (oh * ow);
  run(
    native,
    "wrR",
    planes,
    (wasm, units, py, px, pw) => wasm.avgPool(units, h, w, oh, ow, divisor, px, pw, py),
    () => reference.avgPool(y.data, x.data, windows.data, divisor, h, w, oh, ow),
    y,
    x,
    windows,
  );
}
/** dx = Σ dy by the same number, over the windows that a place is in, in their order */
export function avgPoolBackward(
  dx: Tensor,
  dy: Tensor,
  windows: Tensor,
  divisor: number,
  ...[h, w, oh, ow]: Sizes
): void {
  const planes = dy.size / (oh * ow);
  run(
    native,
    "wrR",
    planes,
    (wasm, units, pdx, pdy, pw) => wasm.avgPoolBackward(units, h, w, oh, ow, divisor, pdy, pw, pdx),
    () => reference.avgPoolBackward(dx.data, dy.data, windows.data, divisor, h, w, oh, ow),
    dx,
    dy,
    windows,
  );
}

/**
 * y_ij = (1 − λ) ((1 − μ) x_ac + μ x_ad) + λ ((1 − μ) x_bc + μ x_bd) between the rows a, b and the columns c, d of x.
 * The neighbours [2 (oh + ow)] have (a, b) for each row of y and then (c, d) for each column, the shares [oh + ow] λ and
 * then μ. Where λ is 0, row b is not looked at.
 */
export function interpolate(y: Tensor, x: Tensor, neighbours: Tensor, shares: Tensor, ...[h, w, oh, ow]: Sizes): void {
  const planes = y.size / (oh * ow);
  run(
    native,
    "wrRR",
    planes,
    (wasm, units, py, px, pn, ps) => wasm.interpolate(units, h, w, oh, ow, px, pn, ps, py),
    () => reference.interpolate(y.data, x.data, neighbours.data, shares.data, h, w, oh, ow),
    y,
    x,
    neighbours,
    shares,
  );
}
/** dx = Σ dy by its shares, in the order of y */
export function interpolateBackward(
  dx: Tensor,
  dy: Tensor,
  neighbours: Tensor,
  shares: Tensor,
  ...[h, w, oh, ow]: Sizes
): void {
  const planes = dy.size / (oh * ow);
  run(
    native,
    "wrRR",
    planes,
    (wasm, units, pdx, pdy, pn, ps) => wasm.interpolateBackward(units, h, w, oh, ow, pdy, pn, ps, pdx),
    () => reference.interpolateBackward(dx.data, dy.data, neighbours.data, shares.data, h, w, oh, ow),
    dx,
    dy,
    neighbours,
    shares,
  );
}
