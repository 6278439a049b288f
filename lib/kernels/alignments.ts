// Connectionist temporal classification: all alignments of labels t [rows, width] with steps y [rows, steps, classes].
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/alignments.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/**
 * l [rows] = −ln p(t | y) for log-probabilities y; n [rows, 2] has the numbers of steps and of labels that count. With
 * `mean` it is divided by the number of labels (at least 1), with `finite` an infinite one is 0.
 * alpha [rows, steps + 1, 2 width + 1] keeps the sums over the beginnings of alignments for the way back.
 */
export function ctc(
  l: Tensor,
  alpha: Tensor,
  y: Tensor,
  t: Tensor,
  n: Tensor,
  blank: number,
  mean: boolean,
  finite: boolean,
): void {
  const [, steps, classes] = y.shape;
  const width = t.size / l.size;
  run(
    native,
    "wurrr",
    l.size,
    (wasm, rows, pl, pa, py, pt, pn) =>
      wasm.ctc(rows, steps, classes, width, py, pt, pn, blank, +mean, +finite, pa, pl),
    () => reference.ctc(l.data, alpha.data, y.data, t.data, n.data, blank, steps, mean, finite),
    l,
    alpha,
    y,
    t,
    n,
  );
}
/**
 * dy = −a times the share of a class at a step in all alignments, 0 where there is none; with `mean` divided by the
 * number of labels. The last of alpha's rows is used up.
 */
export function ctcBackward(
  dy: Tensor,
  alpha: Tensor,
  y: Tensor,
  t: Tensor,
  n: Tensor,
  blank: number,
  a: number,
  mean: boolean,
): void {
  const [batch, steps, classes] = y.shape;
  const width = t.size / batch;
  run(
    native,
    "wurrr",
    batch,
    (wasm, rows, pdy, pa, py, pt, pn) =>
      wasm.ctcBackward(rows, steps, classes, width, py, pt, pn, blank, a, +mean, pa, pdy),
    () => reference.ctcBackward(dy.data, alpha.data, y.data, t.data, n.data, blank, steps, a, mean),
    dy,
    alpha,
    y,
    t,
    n,
  );
}
