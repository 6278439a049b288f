// Steps of recurrent layers on rows of n units; h′, s′ and c′ are those of the step before.
import { numberBytes, type Tensor } from "../tensor.ts";
import { native } from "./binaries/recurrent.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** a = dh (1 − h²), the slope of tanh, or that of max(·, 0) for `relu`; and dh = 0, as none of it goes past the gates */
export function rnnBackward(a: Tensor, dh: Tensor, h: Tensor, relu: boolean): void {
  run(
    native,
    "wur",
    a.size,
    (wasm, count, pa, pdh, ph) => wasm.rnnBackward(count, ph, +relu, pdh, pa),
    () => reference.rnnBackward(a.data, dh.data, h.data, relu),
    a,
    dh,
    h,
  );
}

/**
 * c = f c′ + i g and h = o tanh c, with i, f, o = σ(·) and g = tanh(·) of what a row of s [i f g o c] has in its gates;
 * all of the row is kept there
 */
export function lstmForward(s: Tensor, h: Tensor, before: Tensor, n: number): void {
  run(
    native,
    "uwr",
    h.size / n,
    (wasm, rows, ps, ph, pb) => wasm.lstmForward(rows, n, pb, ps, ph),
    () => reference.lstmForward(s.data, h.data, before.data, n),
    s,
    h,
    before,
  );
}
/** a [i f g o] = ∂E/∂ what σ and tanh were taken of; dc becomes dc′, and dh 0, as none of it goes past the gates */
export function lstmBackward(a: Tensor, dc: Tensor, dh: Tensor, s: Tensor, before: Tensor, n: number): void {
  run(
    native,
    "wuurr",
    dh.size / n,
    (wasm, rows, pa, pdc, pdh, ps, pb) => wasm.lstmBackward(rows, n, pb, ps, pdc, pdh, pa),
    () => reference.lstmBackward(a.data, dc.data, dh.data, s.data, before.data, n),
    a,
    dc,
    dh,
    s,
    before,
  );
}

/**
 * h = (1 − z) n + z h′ with r, z = σ(s + u), n = tanh(s + r m) and m = u: a row of s [r z n m] has the inputs' part of
 * the gates, u [r z n] that of the state; all of s is kept
 */
export function gruForward(s: Tensor, h: Tensor, u: Tensor, before: Tensor, n: number): void {
  run(
    native,
    "uwrr",
    h.size / n,
    (wasm, rows, ps, ph, pu, pb) => wasm.gruForward(rows, n, pb, pu, ps, ph),
    () => reference.gruForward(s.data, h.data, u.data, before.data, n),
    s,
    h,
    u,
    before,
  );
}
/** a and u [r z n] = ∂E/∂ the inputs' and the state's part; dh becomes dh z, which goes past the gates */
export function gruBackward(a: Tensor, u: Tensor, dh: Tensor, s: Tensor, before: Tensor, n: number): void {
  run(
    native,
    "wwurr",
    dh.size / n,
    (wasm, rows, pa, pu, pdh, ps, pb) => wasm.gruBackward(rows, n, pb, ps, pdh, pu, pa),
    () => reference.gruBackward(a.data, u.data, dh.data, s.data, before.data, n),
    a,
    u,
    dh,
    s,
    before,
  );
}

/**
 * Of y [steps, rows, cols] the rows of sequences that have ended, those i with lengths[i] ≤ first + step: they become
 * x [rows, cols], or the one line x [cols] in every row, or 0 without x
 */
export function hold(
  y: Tensor,
  x: Tensor | undefined,
  lengths: Tensor,
  first: number,
  rows: number,
  cols: number,
): void {
  const ld = x?.size === cols ? 0 : cols;
  let step = first;
  run(
    native,
    "uRR",
    y.size / (rows * cols),
    (wasm, steps, py, px, pl) => {
      wasm.hold(steps, rows, cols, px, ld, pl, step, py);
      step += steps;
    },
    () => reference.hold(y.data, x?.data, lengths.data, first, rows, cols),
    y,
    x,
    lengths,
  );
}

/** Where lines lie in a tensor: from which element on, and how far apart along either axis. */
type Lines = readonly [at: number, a: number, b: number];

/**
 * y[i, j] = x[i, j] for a × b lines of c numbers, wherever they lie: transposes of the first axes, and columns of wider
 * matrices
 */
export function copyRuns(
  y: Tensor,
  ly: Lines,
  x: Tensor,
  lx: Lines,
  count: readonly [a: number, b: number, c: number],
): void {
  const wasm = x.at === 0 || y.at === 0 ? undefined : native.of(y.dtype);
  if (wasm === undefined) return reference.copyRuns(y.data, ly, x.data, lx, count);
  const bytes = numberBytes(y.dtype);
  const [[oy, ya, yb], [ox, xa, xb]] = [ly, lx];
  wasm.copyRuns(...count, x.at + ox * bytes, xa, xb, y.at + oy * bytes, ya, yb);
}
