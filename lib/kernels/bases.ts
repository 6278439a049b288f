// Basis functions φ of rows x [rows, n].
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/bases.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/**
 * y [rows, count] = the monomials that `plan` [2 · count] builds up: y_m = y_parent x_k, with (parent, k) at 2m of the
 * plan; parents come first, and parent −1 stands for 1
 */
export function monomials(y: Tensor, x: Tensor, plan: Tensor, n: number): void {
  const rows = x.size / n;
  run(
    native,
    "wrR",
    rows,
    (wasm, units, py, px, pp) => wasm.monomials(units, n, plan.size / 2, px, pp, py),
    () => reference.monomials(y.data, x.data, plan.data, rows),
    y,
    x,
    plan,
  );
}
/** dx of the monomials y; g [rows, count] holds dy and is used up: it gathers what reaches each monomial from later ones */
export function monomialsBackward(dx: Tensor, g: Tensor, x: Tensor, y: Tensor, plan: Tensor, n: number): void {
  const rows = x.size / n;
  run(
    native,
    "wurrR",
    rows,
    (wasm, units, pdx, pg, px, py, pp) => wasm.monomialsBackward(units, n, plan.size / 2, px, py, pp, pg, pdx),
    () => reference.monomialsBackward(dx.data, g.data, x.data, y.data, plan.data, rows),
    dx,
    g,
    x,
    y,
    plan,
  );
}

/** y [rows, count] = a ‖x − c‖² for the centres c [count, n], each sum in the order of the axes */
export function squaredDistances(y: Tensor, x: Tensor, c: Tensor, a: number, n: number): void {
  const rows = x.size / n;
  run(
    native,
    "wrR",
    rows,
    (wasm, units, py, px, pc) => wasm.squaredDistances(units, n, c.size / n, px, pc, a, py),
    () => reference.squaredDistances(y.data, x.data, c.data, a, n),
    y,
    x,
    c,
  );
}
/** dx [rows, n] = Σ_j g_j (x − c_j), with g [rows, count] = 2 a dy */
export function squaredDistancesBackward(dx: Tensor, g: Tensor, x: Tensor, c: Tensor, n: number): void {
  const rows = x.size / n;
  run(
    native,
    "wrrR",
    rows,
    (wasm, units, pdx, pg, px, pc) => wasm.squaredDistancesBackward(units, n, c.size / n, px, pc, pg, pdx),
    () => reference.squaredDistancesBackward(dx.data, g.data, x.data, c.data, n),
    dx,
    g,
    x,
    c,
  );
}
/** dc [count, n] += Σ over the rows of g_j (c_j − x) */
export function addCentresBackward(dc: Tensor, g: Tensor, x: Tensor, c: Tensor, n: number): void {
  const rows = x.size / n;
  run(
    native,
    "UrrR",
    rows,
    (wasm, units, pdc, pg, px, pc) => wasm.addCentresBackward(units, n, c.size / n, px, pc, pg, pdc),
    () => reference.addCentresBackward(dc.data, g.data, x.data, c.data, n),
    dc,
    g,
    x,
    c,
  );
}
