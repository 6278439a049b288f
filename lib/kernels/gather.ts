// Numbers fetched and brought back by a table of places: y_i = x_index[i], where −1 is no place.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/gather.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/**
 * y [planes, m] = x [planes, n] at index, `fill` where that is −1. A table [m] serves every plane, one of [planes, m]
 * has a part for each.
 */
export function gather(y: Tensor, x: Tensor, index: Tensor, planes: number, fill = 0): void {
  const [m, n] = [y.size / planes, x.size / planes];
  const step = index.size === m ? 0 : m;
  run(
    native,
    step === 0 ? "wrR" : "wrr",
    planes,
    (wasm, units, py, px, pi) => wasm.gather(units, n, m, step, px, pi, fill, py),
    () => reference.gather(y.data, x.data, index.data, planes, fill),
    y,
    x,
    index,
  );
}
/** dx_index[i] += dy_i in the order of i, nothing where the index is −1: the way back of `gather` */
export function addScatter(dx: Tensor, dy: Tensor, index: Tensor, planes: number): void {
  const [m, n] = [dy.size / planes, dx.size / planes];
  const step = index.size === m ? 0 : m;
  run(
    native,
    step === 0 ? "urR" : "urr",
    planes,
    (wasm, units, pdx, pdy, pi) => wasm.addScatter(units, n, m, step, pdy, pi, pdx),
    () => reference.addScatter(dx.data, dy.data, index.data, planes),
    dx,
    dy,
    index,
  );
}

/** inverse [planes, n] = the last i of index [planes, m] that leads to each place, −1 where none does; both int32 */
export function invertIndex(inverse: Tensor, index: Tensor, planes: number): void {
  const [m, n] = [index.size / planes, inverse.size / planes];
  run(
    native,
    "wr",
    planes,
    (wasm, units, pv, pi) => wasm.invertIndex(units, n, m, pi, pv),
    () => reference.invertIndex(inverse.data, index.data, planes),
    inverse,
    index,
  );
}
