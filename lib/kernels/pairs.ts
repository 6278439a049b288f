// Kernels of two matrices [rows, cols], row by row: cosines and distances; and of rows brought to length 1.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/pairs.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** c [rows] = Σ x y / √((Σ x² + eps) (Σ y² + eps)) */
export function cosines(c: Tensor, x: Tensor, y: Tensor, eps: number): void {
  const cols = x.size / c.size;
  run(
    native,
    "wrr",
    c.size,
    (wasm, n, pc, px, py) => wasm.cosines(n, cols, px, py, eps, pc),
    () => reference.cosines(c.data, x.data, y.data, eps),
    c,
    x,
    y,
  );
}
/** dx = g (y / √(…) − c x / (Σ x² + eps)), with g [rows] = dc; for dy x and y change places */
export function cosinesBackward(dx: Tensor, g: Tensor, x: Tensor, y: Tensor, eps: number): void {
  const cols = x.size / g.size;
  run(
    native,
    "wrrr",
    g.size,
    (wasm, n, pdx, pg, px, py) => wasm.cosinesBackward(n, cols, pg, px, py, eps, pdx),
    () => reference.cosinesBackward(dx.data, g.data, x.data, y.data, eps),
    dx,
    g,
    x,
    y,
  );
}

/** d [rows] = ‖x − y + eps‖ₚ, for p = ∞ the largest of the sizes */
export function distances(d: Tensor, x: Tensor, y: Tensor, p: number, eps: number): void {
  const cols = x.size / d.size;
  run(
    native,
    "wrr",
    d.size,
    (wasm, n, pd, px, py) => wasm.distances(n, cols, px, py, p, eps, pd),
    () => reference.distances(d.data, x.data, y.data, p, eps),
    d,
    x,
    y,
  );
}
/** dx = g sign(u) (|u| / d)^(p − 1) of u = x − y + eps, 0 where u or d is, with g [rows] = dd; dy = −dx */
export function distancesBackward(
  dx: Tensor,
  g: Tensor,
  d: Tensor,
  x: Tensor,
  y: Tensor,
  p: number,
  eps: number,
): void {
  const cols = x.size / d.size;
  run(
    native,
    "wrrrr",
    d.size,
    (wasm, n, pdx, pg, pd, px, py) => wasm.distancesBackward(n, cols, pg, pd, px, py, p, eps, pdx),
    () => reference.distancesBackward(dx.data, g.data, d.data, x.data, y.data, p, eps),
    dx,
    g,
    d,
    x,
    y,
  );
}

/** y = x / max(‖x‖, eps), row by row */
export function unitRows(y: Tensor, x: Tensor, cols: number, eps: number): void {
  const rows = x.size / cols;
  run(
    native,
    "wr",
    rows,
    (wasm, n, py, px) => wasm.unitRows(n, cols, px, eps, py),
    () => reference.unitRows(y.data, x.data, rows, eps),
    y,
    x,
  );
}
/** dx = (dy − y Σ dy y) / ‖x‖, and dy / eps where ‖x‖ < eps */
export function unitRowsBackward(dx: Tensor, dy: Tensor, x: Tensor, y: Tensor, cols: number, eps: number): void {
  const rows = x.size / cols;
  run(
    native,
    "wrrr",
    rows,
    (wasm, n, pdx, pdy, px, py) => wasm.unitRowsBackward(n, cols, pdy, px, py, eps, pdx),
    () => reference.unitRowsBackward(dx.data, dy.data, x.data, y.data, rows, eps),
    dx,
    dy,
    x,
    y,
  );
}
