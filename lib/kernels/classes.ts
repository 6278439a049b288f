// Cross-entropy of log-probabilities y [rows, cols]; w [cols] weighs the classes, e is the label smoothing.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/classes.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** l = −(1 − e) w_t y_t − (e / cols) Σ w y, and 0 where t = ignore; returns Σ w_t over the rows that count */
export function nll(l: Tensor, y: Tensor, t: Tensor, w: Tensor | undefined, e: number, ignore: number): number {
  const cols = y.size / l.size;
  let total = 0;
  run(
    native,
    "orrR",
    l.size,
    (wasm, n, pl, py, pt, pw) => (total = wasm.nll(n, cols, py, pt, pw, e, ignore, pl, total)),
    () => (total = reference.nll(l.data, y.data, t.data, w?.data, e, ignore)),
    l,
    y,
    t,
    w,
  );
  return total;
}
/** dy = −a ((1 − e) w_t [j = t] + (e / cols) w_j), and 0 where t = ignore */
export function nllBackward(dy: Tensor, t: Tensor, w: Tensor | undefined, e: number, ignore: number, a: number): void {
  const cols = dy.size / t.size;
  run(
    native,
    "wrR",
    t.size,
    (wasm, n, pdy, pt, pw) => wasm.nllBackward(n, cols, pt, pw, e, ignore, a, pdy),
    () => reference.nllBackward(dy.data, t.data, w?.data, e, ignore, a),
    dy,
    t,
    w,
  );
}

/** l = −Σ w ((1 − e) t + e / cols) y, with probabilities t [rows, cols] */
export function softNll(l: Tensor, y: Tensor, t: Tensor, w: Tensor | undefined, e: number): void {
  const cols = y.size / l.size;
  run(
    native,
    "wrrR",
    l.size,
    (wasm, n, pl, py, pt, pw) => wasm.softNll(n, cols, py, pt, pw, e, pl),
    () => reference.softNll(l.data, y.data, t.data, w?.data, e),
    l,
    y,
    t,
    w,
  );
}
/** dy = −a w ((1 − e) t + e / cols) */
export function softNllBackward(
  dy: Tensor,
  t: Tensor,
  w: Tensor | undefined,
  e: number,
  a: number,
  cols: number,
): void {
  run(
    native,
    "wrR",
    t.size / cols,
    (wasm, n, pdy, pt, pw) => wasm.softNllBackward(n, cols, pt, pw, e, a, pdy),
    () => reference.softNllBackward(dy.data, t.data, w?.data, e, a, cols),
    dy,
    t,
    w,
  );
}

/** l = Σ_{j ≠ t} w_t max(0, margin − y_t + y_j)ᵖ / cols, for p = 1 or 2 */
export function multiMargin(l: Tensor, y: Tensor, t: Tensor, w: Tensor | undefined, p: number, margin: number): void {
  const cols = y.size / l.size;
  run(
    native,
    "wrrR",
    l.size,
    (wasm, n, pl, py, pt, pw) => wasm.multiMargin(n, cols, py, pt, pw, p, margin, pl),
    () => reference.multiMargin(l.data, y.data, t.data, w?.data, p, margin),
    l,
    y,
    t,
    w,
  );
}
/** dy_j = a w_t p max(0, …)^(p − 1) / cols for j ≠ t, and dy_t = −Σ of these */
export function multiMarginBackward(
  dy: Tensor,
  y: Tensor,
  t: Tensor,
  w: Tensor | undefined,
  p: number,
  margin: number,
  a: number,
): void {
  const cols = y.size / t.size;
  run(
    native,
    "wrrR",
    t.size,
    (wasm, n, pdy, py, pt, pw) => wasm.multiMarginBackward(n, cols, py, pt, pw, p, margin, a, pdy),
    () => reference.multiMarginBackward(dy.data, y.data, t.data, w?.data, p, margin, a),
    dy,
    y,
    t,
    w,
  );
}

/** l = Σ_k Σ_j max(0, 1 − y_k + y_j) / cols, over the classes k that t [rows, cols] has before a −1, and the others j */
export function multiLabelMargin(l: Tensor, y: Tensor, t: Tensor): void {
  const cols = y.size / l.size;
  run(
    native,
    "wrr",
    l.size,
    (wasm, n, pl, py, pt) => wasm.multiLabelMargin(n, cols, py, pt, pl),
    () => reference.multiLabelMargin(l.data, y.data, t.data),
    l,
    y,
    t,
  );
}
/** dy_j gains a / cols, and dy_k loses as much, for every term above 0 */
export function multiLabelMarginBackward(dy: Tensor, y: Tensor, t: Tensor, a: number, cols: number): void {
  run(
    native,
    "wrr",
    y.size / cols,
    (wasm, n, pdy, py, pt) => wasm.multiLabelMarginBackward(n, cols, py, pt, a, pdy),
    () => reference.multiLabelMarginBackward(dy.data, y.data, t.data, a, cols),
    dy,
    y,
    t,
  );
}
