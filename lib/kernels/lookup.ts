// Rows of a table w [n, cols] by index, elements along an axis by index, and the sums that lead back. Indices are int32.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/lookup.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** y [rows, cols] = the rows of w that t [rows] names */
export function lookup(y: Tensor, w: Tensor, t: Tensor, cols: number): void {
  run(
    native,
    "wRr",
    t.size,
    (wasm, n, py, pw, pt) => wasm.lookup(n, cols, pw, pt, py),
    () => reference.lookup(y.data, w.data, t.data, cols),
    y,
    w,
    t,
  );
}
/** dw[t[i]] += dy[i] for each i in turn, but for the index `skip` */
export function addLookupBackward(dw: Tensor, dy: Tensor, t: Tensor, cols: number, skip = -1): void {
  run(
    native,
    "Urr",
    t.size,
    (wasm, n, pdw, pdy, pt) => wasm.addLookupBackward(n, cols, pdy, pt, skip, pdw),
    () => reference.addLookupBackward(dw.data, dy.data, t.data, cols, skip),
    dw,
    dy,
    t,
  );
}

/** The rows of w that t names, where ‖row‖ > most, times most / (‖row‖ + 10⁻⁷) */
export function limitRows(w: Tensor, t: Tensor, cols: number, most: number): void {
  run(
    native,
    "Ur",
    t.size,
    (wasm, n, pw, pt) => wasm.limitRows(n, cols, pt, most, pw),
    () => reference.limitRows(w.data, t.data, cols, most),
    w,
    t,
  );
}

/** y [rows, m, cols] = x [rows, n, cols] at the t [rows, m, cols] of the middle axis */
export function take(y: Tensor, x: Tensor, t: Tensor, n: number, m: number, cols: number): void {
  run(
    native,
    "wrr",
    t.size / (m * cols),
    (wasm, rows, py, px, pt) => wasm.take(rows, n, m, cols, px, pt, py),
    () => reference.take(y.data, x.data, t.data, n, m, cols),
    y,
    x,
    t,
  );
}
/** dx = the sums of dy over what was taken from the same place, 0 elsewhere */
export function takeBackward(dx: Tensor, dy: Tensor, t: Tensor, n: number, m: number, cols: number): void {
  run(
    native,
    "wrr",
    t.size / (m * cols),
    (wasm, rows, pdx, pdy, pt) => wasm.takeBackward(rows, n, m, cols, pdy, pt, pdx),
    () => reference.takeBackward(dx.data, dy.data, t.data, n, m, cols),
    dx,
    dy,
    t,
  );
}

// Bags: bag b has the indices t[o[b]] … t[o[b + 1] − 1], the last one all the rest, but for those that are `skip`.

/** y [bags, cols] = Σ of the rows of w that a bag names, or their mean; 0 for an empty bag */
export function bagSums(y: Tensor, w: Tensor, t: Tensor, o: Tensor, cols: number, skip: number, mean: boolean): void {
  run(
    native,
    "WRRR",
    1,
    (wasm, _, py, pw, pt, po) => wasm.bagSums(o.size, t.size, cols, pw, pt, po, skip, Number(mean), py),
    () => reference.bagSums(y.data, w.data, t.data, o.data, cols, skip, mean),
    y,
    w,
    t,
    o,
  );
}
/** dw[row] += dy of each bag that names the row, or its share of a mean */
export function addBagSumsBackward(
  dw: Tensor,
  dy: Tensor,
  t: Tensor,
  o: Tensor,
  cols: number,
  skip: number,
  mean: boolean,
): void {
  run(
    native,
    "URRR",
    1,
    (wasm, _, pdw, pdy, pt, po) => wasm.addBagSumsBackward(o.size, t.size, cols, pdy, pt, po, skip, Number(mean), pdw),
    () => reference.addBagSumsBackward(dw.data, dy.data, t.data, o.data, cols, skip, mean),
    dw,
    dy,
    t,
    o,
  );
}

/** y [bags, cols] = the largest of the rows of w that a bag names, k its row, the first of equals; 0 and −1 if empty */
export function bagMax(y: Tensor, k: Tensor, w: Tensor, t: Tensor, o: Tensor, cols: number, skip: number): void {
  run(
    native,
    "WWRRR",
    1,
    (wasm, _, py, pk, pw, pt, po) => wasm.bagMax(o.size, t.size, cols, pw, pt, po, skip, py, pk),
    () => reference.bagMax(y.data, k.data, w.data, t.data, o.data, cols, skip),
    y,
    k,
    w,
    t,
    o,
  );
}
/** dw[k, j] += dy[b, j] for the row k = k[b, j], if there is one */
export function addBagMaxBackward(dw: Tensor, dy: Tensor, k: Tensor, cols: number): void {
  run(
    native,
    "Urr",
    k.size / cols,
    (wasm, n, pdw, pdy, pk) => wasm.addBagMaxBackward(n, cols, pdy, pk, pdw),
    () => reference.addBagMaxBackward(dw.data, dy.data, k.data, cols),
    dw,
    dy,
    k,
  );
}
