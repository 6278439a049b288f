/**
 * The kernels: all arithmetic on the elements of tensors happens behind these functions.
 *
 * The output comes first; sizes are the caller's business and are not checked; nothing is allocated once warm. `=` is
 * the rule; a name with `add…` adds to what is there. Tensors on the heap are used in place, others pass through the
 * scratch, in pieces where they are large, with the same bits: every sum has one order, whatever the way.
 */
import { heap } from "../heap.ts";
import type { Tensor } from "../tensor.ts";
import { native } from "./native.ts";
import * as reference from "./reference.ts";
import * as stage from "./stage.ts";
import { staged } from "./stage.ts";
import * as op from "./wasm/ops.ts";

// ---- elementwise: y = f(x) above its derivative dx = dy f′ ----------------------------------------------------------

/** y = tanh x */
export const tanh = (y: Tensor, x: Tensor): void => map(op.TANH, y, x);
/** dx = dy (1 − y²) */
export const tanhBackward = (dx: Tensor, dy: Tensor, y: Tensor): void => zip(op.TANH_BACKWARD, dx, dy, y);

/** y = 1 / (1 + e⁻ˣ) */
export const sigmoid = (y: Tensor, x: Tensor): void => map(op.SIGMOID, y, x);
/** dx = dy y (1 − y) */
export const sigmoidBackward = (dx: Tensor, dy: Tensor, y: Tensor): void => zip(op.SIGMOID_BACKWARD, dx, dy, y);

/** y = max(x, 0) */
export const relu = (y: Tensor, x: Tensor): void => map(op.RELU, y, x);
/** dx = dy where y > 0, else 0 */
export const reluBackward = (dx: Tensor, dy: Tensor, y: Tensor): void => zip(op.RELU_BACKWARD, dx, dy, y);

/** y = x where x > 0, else a x */
export const leakyRelu = (y: Tensor, x: Tensor, a: number): void => map(op.LEAKY_RELU, y, x, a);
/** dx = dy where x > 0, else a dy */
export const leakyReluBackward = (dx: Tensor, dy: Tensor, x: Tensor, a: number): void =>
  zip(op.LEAKY_RELU_BACKWARD, dx, dy, x, a);

/** y = min(max(x, low), high) */
export const hardtanh = (y: Tensor, x: Tensor, low: number, high: number): void => map(op.HARDTANH, y, x, low, high);
/** dx = dy where low < x < high, else 0 */
export const hardtanhBackward = (dx: Tensor, dy: Tensor, x: Tensor, low: number, high: number): void =>
  zip(op.HARDTANH_BACKWARD, dx, dy, x, low, high);

/** y = eˣ */
export const exp = (y: Tensor, x: Tensor): void => map(op.EXP, y, x);
/** y = ln x */
export const log = (y: Tensor, x: Tensor): void => map(op.LOG, y, x);
/** y = ln(1 + x) */
export const log1p = (y: Tensor, x: Tensor): void => map(op.LOG1P, y, x);

/** y = a x */
export const scale = (y: Tensor, x: Tensor, a: number): void => map(op.SCALE, y, x, a);
/** c = a + b */
export const add = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.ADD, c, a, b);
/** c = a · b, element by element */
export const multiply = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.MUL, c, a, b);
/** y += a x */
export const addScaled = (y: Tensor, x: Tensor, a: number): void => zip(op.ADD_SCALED, y, y, x, a);
/** y += a sign x */
export const addSign = (y: Tensor, x: Tensor, a: number): void => zip(op.ADD_SIGN, y, y, x, a);

// ---- errors of predictions y against targets t: l above dy = a ∂l/∂y -------------------------------------------------

/** l = (y − t)² */
export const squaredError = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.SQUARED_ERROR, l, y, t);
/** dy = 2 a (y − t) */
export const squaredErrorBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number): void =>
  zip(op.SQUARED_ERROR_BACKWARD, dy, y, t, 2 * a);

/** l = |y − t| */
export const absError = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.ABS_ERROR, l, y, t);
/** dy = a sign(y − t) */
export const absErrorBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number): void =>
  zip(op.ABS_ERROR_BACKWARD, dy, y, t, a);

/** l = −t ln y − (1 − t) ln(1 − y), each logarithm at least −100 */
export const bce = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.BCE, l, y, t);
/** dy = a (y − t) / max(y (1 − y), 10⁻¹²) */
export const bceBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number): void => zip(op.BCE_BACKWARD, dy, y, t, a);

/** l = max(x, 0) − x t + ln(1 + e^−|x|) */
export const bceWithLogits = (l: Tensor, x: Tensor, t: Tensor): void => zip(op.BCE_WITH_LOGITS, l, x, t);
/** dx = a (σ(x) − t) */
export const bceWithLogitsBackward = (dx: Tensor, x: Tensor, t: Tensor, a: number): void =>
  zip(op.BCE_WITH_LOGITS_BACKWARD, dx, x, t, a);

/** l = max(margin − t y, 0) */
export const hinge = (l: Tensor, y: Tensor, t: Tensor, margin: number): void => zip(op.HINGE, l, y, t, 0, margin);
/** dy = −a t where t y < margin, else 0 */
export const hingeBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number, margin: number): void =>
  zip(op.HINGE_BACKWARD, dy, y, t, a, margin);

// ---- sums, in float64 ------------------------------------------------------------------------------------------------

/** Σ x */
export const sum = (x: Tensor): number => reduce(op.SUM, x);
/** Σ x² */
export const sumSquares = (x: Tensor): number => reduce(op.SUM_SQUARES, x);
/** Σ |x| */
export const sumAbs = (x: Tensor): number => reduce(op.SUM_ABS, x);

// ---- products, row-major, ld the distance of two rows ----------------------------------------------------------------

/** C [m, n] = A [m, k] B [k, n] */
export function gemmNN(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
  lda = k,
  ldb = n,
  ldc = n,
): void {
  gemm(op.FROM_ZERO, m, n, k, a, 0, lda, 1, b, 0, ldb, 1, c, 0, ldc, undefined);
}
/** C += A B */
export function addGemmNN(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
  lda = k,
  ldb = n,
  ldc = n,
): void {
  gemm(op.FROM_C, m, n, k, a, 0, lda, 1, b, 0, ldb, 1, c, 0, ldc, undefined);
}
/** C [m, n] = A [m, k] Bᵀ, with B [n, k]; each row starts from `row` [n] where there is one. */
export function gemmNT(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
  row?: Tensor,
  lda = k,
  ldb = k,
  ldc = n,
): void {
  gemm(row === undefined ? op.FROM_ZERO : op.FROM_ROW, m, n, k, a, 0, lda, 1, b, 0, 1, ldb, c, 0, ldc, row);
}
/** C += A Bᵀ */
export function addGemmNT(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
  lda = k,
  ldb = k,
  ldc = n,
): void {
  gemm(op.FROM_C, m, n, k, a, 0, lda, 1, b, 0, 1, ldb, c, 0, ldc, undefined);
}
/** C [m, n] = Aᵀ B, with A [k, m] and B [k, n] */
export function gemmTN(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
  lda = m,
  ldb = n,
  ldc = n,
): void {
  gemm(op.FROM_ZERO, m, n, k, a, 0, 1, lda, b, 0, ldb, 1, c, 0, ldc, undefined);
}
/** C += Aᵀ B */
export function addGemmTN(
  c: Tensor,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
  lda = m,
  ldb = n,
  ldc = n,
): void {
  gemm(op.FROM_C, m, n, k, a, 0, 1, lda, b, 0, ldb, 1, c, 0, ldc, undefined);
}

// ---- along rows: matrices [rows, cols] -------------------------------------------------------------------------------

/** y = softmax x = e^(x − max x) / Σ e^(x − max x), row by row */
export function softmax(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [y, "writes"],
        [x, "reads"],
      ],
      (n, [py, px]) => (y.dtype === "float32" ? wasm.softmax32(n, cols, px, py) : wasm.softmax64(n, cols, px, py)),
    );
  if (done !== true) reference.softmax(y.data, x.data, rows);
}
/** dx = y (dy − Σ dy y), row by row */
export function softmaxBackward(dx: Tensor, dy: Tensor, y: Tensor, cols: number): void {
  const rows = y.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [dx, "writes"],
        [dy, "reads"],
        [y, "reads"],
      ],
      (n, [pdx, pdy, py]) =>
        y.dtype === "float32"
          ? wasm.softmaxBackward32(n, cols, pdy, py, pdx)
          : wasm.softmaxBackward64(n, cols, pdy, py, pdx),
    );
  if (done !== true) reference.softmaxBackward(dx.data, dy.data, y.data, rows);
}

/** y = (x − max x) − ln Σ e^(x − max x), row by row */
export function logSoftmax(y: Tensor, x: Tensor, cols: number): void {
  const rows = y.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [y, "writes"],
        [x, "reads"],
      ],
      (n, [py, px]) =>
        y.dtype === "float32" ? wasm.logSoftmax32(n, cols, px, py) : wasm.logSoftmax64(n, cols, px, py),
    );
  if (done !== true) reference.logSoftmax(y.data, x.data, rows);
}
/** dx = dy − eʸ Σ dy, row by row */
export function logSoftmaxBackward(dx: Tensor, dy: Tensor, y: Tensor, cols: number): void {
  const rows = y.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [dx, "writes"],
        [dy, "reads"],
        [y, "reads"],
      ],
      (n, [pdx, pdy, py]) =>
        y.dtype === "float32"
          ? wasm.logSoftmaxBackward32(n, cols, pdy, py, pdx)
          : wasm.logSoftmaxBackward64(n, cols, pdy, py, pdx),
    );
  if (done !== true) reference.logSoftmaxBackward(dx.data, dy.data, y.data, rows);
}

/** out [rows] = ln Σ eˣ, row by row */
export function logSumExp(out: Tensor, x: Tensor, cols: number): void {
  const rows = out.size;
  const wasm = cols * 8 <= heap.scratch - heap.work ? native() : undefined;
  const done =
    wasm &&
    staged(
      rows,
      [
        [out, "writes"],
        [x, "reads"],
      ],
      (n, [po, px]) =>
        x.dtype === "float32"
          ? wasm.logSumExp32(n, cols, px, po, heap.work)
          : wasm.logSumExp64(n, cols, px, po, heap.work),
    );
  if (done !== true) reference.logSumExp(out.data, x.data, rows);
}

/** out [cols] += Σ over the rows of x */
export function addColumnSums(out: Tensor, x: Tensor, cols: number): void {
  const rows = x.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [out, "updates", "whole"],
        [x, "reads"],
      ],
      (n, [po, px]) =>
        x.dtype === "float32" ? wasm.addColumnSums32(n, cols, px, po) : wasm.addColumnSums64(n, cols, px, po),
    );
  if (done !== true) reference.addColumnSums(out.data, x.data, rows, cols);
}

/** Row i of y times s[i] */
export function scaleRows(y: Tensor, s: Tensor): void {
  const cols = y.size / s.size;
  const wasm = native();
  const done =
    wasm &&
    staged(
      s.size,
      [
        [y, "updates"],
        [s, "reads"],
      ],
      (n, [py, ps]) => (y.dtype === "float32" ? wasm.scaleRows32(n, cols, ps, py) : wasm.scaleRows64(n, cols, ps, py)),
    );
  if (done !== true) reference.scaleRows(y.data, s.data, s.size, cols);
}

/** y [rows, cols] = the largest of x [rows, pieces, cols] over the pieces; k says which, the first of equals */
export function maxPieces(y: Tensor, k: Tensor, x: Tensor, pieces: number, cols: number): void {
  const rows = y.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [y, "writes"],
        [k, "writes"],
        [x, "reads"],
      ],
      (n, [py, pk, px]) =>
        y.dtype === "float32"
          ? wasm.maxPieces32(n, pieces, cols, px, py, pk)
          : wasm.maxPieces64(n, pieces, cols, px, py, pk),
    );
  if (done !== true) reference.maxPieces(y.data, k.data, x.data, rows, pieces, cols);
}
/** dx = dy for the piece k, 0 for the others */
export function maxPiecesBackward(dx: Tensor, dy: Tensor, k: Tensor, pieces: number, cols: number): void {
  const rows = dy.size / cols;
  const wasm = native();
  const done =
    wasm &&
    staged(
      rows,
      [
        [dx, "writes"],
        [dy, "reads"],
        [k, "reads"],
      ],
      (n, [pdx, pdy, pk]) =>
        dy.dtype === "float32"
          ? wasm.maxPiecesBackward32(n, pieces, cols, pdy, pk, pdx)
          : wasm.maxPiecesBackward64(n, pieces, cols, pdy, pk, pdx),
    );
  if (done !== true) reference.maxPiecesBackward(dx.data, dy.data, k.data, rows, pieces, cols);
}

// ---- cross-entropy of log-probabilities y [rows, cols]; w [cols] weighs the classes, e is the label smoothing --------

/** l = −(1 − e) w_t y_t − (e / cols) Σ w y, and 0 where t = ignore; returns Σ w_t over the rows that count */
export function nll(l: Tensor, y: Tensor, t: Tensor, w: Tensor | undefined, e: number, ignore: number): number {
  const cols = y.size / l.size;
  let total = 0;
  const wasm = native();
  const done =
    wasm &&
    staged(
      l.size,
      [
        [l, "writes"],
        [y, "reads"],
        [t, "reads"],
        [w, "reads", "whole"],
      ],
      (n, [pl, py, pt, pw]) => {
        total =
          y.dtype === "float32"
            ? wasm.nll32(n, cols, py, pt, pw, e, ignore, pl, total)
            : wasm.nll64(n, cols, py, pt, pw, e, ignore, pl, total);
      },
    );
  return done === true ? total : reference.nll(l.data, y.data, t.data, w?.data, e, ignore);
}
/** dy = −a ((1 − e) w_t [j = t] + (e / cols) w_j), and 0 where t = ignore */
export function nllBackward(dy: Tensor, t: Tensor, w: Tensor | undefined, e: number, ignore: number, a: number): void {
  const cols = dy.size / t.size;
  const wasm = native();
  const done =
    wasm &&
    staged(
      t.size,
      [
        [dy, "writes"],
        [t, "reads"],
        [w, "reads", "whole"],
      ],
      (n, [pdy, pt, pw]) =>
        dy.dtype === "float32"
          ? wasm.nllBackward32(n, cols, pt, pw, e, ignore, a, pdy)
          : wasm.nllBackward64(n, cols, pt, pw, e, ignore, a, pdy),
    );
  if (done !== true) reference.nllBackward(dy.data, t.data, w?.data, e, ignore, a);
}

/** l = −Σ w ((1 − e) t + e / cols) y, with probabilities t [rows, cols] */
export function softNll(l: Tensor, y: Tensor, t: Tensor, w: Tensor | undefined, e: number): void {
  const cols = y.size / l.size;
  const wasm = native();
  const done =
    wasm &&
    staged(
      l.size,
      [
        [l, "writes"],
        [y, "reads"],
        [t, "reads"],
        [w, "reads", "whole"],
      ],
      (n, [pl, py, pt, pw]) =>
        y.dtype === "float32" ? wasm.softNll32(n, cols, py, pt, pw, e, pl) : wasm.softNll64(n, cols, py, pt, pw, e, pl),
    );
  if (done !== true) reference.softNll(l.data, y.data, t.data, w?.data, e);
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
  const wasm = native();
  const done =
    wasm &&
    staged(
      t.size / cols,
      [
        [dy, "writes"],
        [t, "reads"],
        [w, "reads", "whole"],
      ],
      (n, [pdy, pt, pw]) =>
        dy.dtype === "float32"
          ? wasm.softNllBackward32(n, cols, pt, pw, e, a, pdy)
          : wasm.softNllBackward64(n, cols, pt, pw, e, a, pdy),
    );
  if (done !== true) reference.softNllBackward(dy.data, t.data, w?.data, e, a, cols);
}

// ---- updates of parameters w by gradients g --------------------------------------------------------------------------

/** d = g + λ w; v ← μ v + (1 − damping) d, at the first step v ← d; w ← w − η v, or w − η (d + μ v) by Nesterov */
export function sgd(
  w: Tensor,
  g: Tensor,
  v: Tensor | undefined,
  eta: number,
  mu: number,
  undamped: number,
  lambda: number,
  nesterov: boolean,
  first: boolean,
): void {
  const wasm = native();
  const done =
    wasm &&
    staged(
      w.size,
      [
        [w, "updates"],
        [g, "reads"],
        [v, "updates"],
      ],
      (n, [pw, pg, pv]) =>
        w.dtype === "float32"
          ? wasm.sgd32(n, pw, pg, pv, eta, mu, undamped, lambda, +nesterov, +first)
          : wasm.sgd64(n, pw, pg, pv, eta, mu, undamped, lambda, +nesterov, +first),
    );
  if (done !== true) reference.sgd(w.data, g.data, v?.data, eta, mu, undamped, lambda, nesterov, first);
}

/** d = g + λ w; m ← β₁ m + (1 − β₁) d; v ← β₂ v + (1 − β₂) d²; w ← κ w − α m / (√(v or the largest v) / ρ + ε) */
export function adam(
  w: Tensor,
  g: Tensor,
  m: Tensor,
  v: Tensor,
  top: Tensor | undefined,
  alpha: number,
  beta1: number,
  beta2: number,
  rho: number,
  eps: number,
  lambda: number,
  kappa: number,
): void {
  const wasm = native();
  const operands: stage.Operand[] = [
    [w, "updates"],
    [g, "reads"],
    [m, "updates"],
    [v, "updates"],
    [top, "updates"],
  ];
  const done =
    wasm &&
    staged(w.size, operands, (n, [pw, pg, pm, pv, pt]) =>
      w.dtype === "float32"
        ? wasm.adam32(n, pw, pg, pm, pv, pt, alpha, beta1, beta2, rho, eps, lambda, kappa)
        : wasm.adam64(n, pw, pg, pm, pv, pt, alpha, beta1, beta2, rho, eps, lambda, kappa),
    );
  if (done !== true)
    reference.adam(w.data, g.data, m.data, v.data, top?.data, alpha, beta1, beta2, rho, eps, lambda, kappa);
}

// ---- checks ----------------------------------------------------------------------------------------------------------

/** The first index whose number is not in [low, high], as NaN never is; −1 where all are */
export function firstOutside(x: Tensor, low: number, high: number): number {
  const wasm = x.at === 0 ? undefined : native();
  if (wasm === undefined) return reference.firstOutside(x.data, low, high);
  return x.dtype === "float32"
    ? wasm.firstOutside32(x.size, x.at, low, high)
    : wasm.firstOutside64(x.size, x.at, low, high);
}

// ---- the ways through ------------------------------------------------------------------------------------------------

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const wasm = native();
  if (wasm === undefined) return reference.map(k, y.data, x.data, a, b);
  if (y.at === 0 || x.at === 0)
    return void staged(
      y.size,
      [
        [y, "writes"],
        [x, "reads"],
      ],
      (n, [py, px]) => (y.dtype === "float32" ? wasm.map32(k, n, px, py, a, b) : wasm.map64(k, n, px, py, a, b)),
    );
  if (y.dtype === "float32") wasm.map32(k, y.size, x.at, y.at, a, b);
  else wasm.map64(k, y.size, x.at, y.at, a, b);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const wasm = native();
  if (wasm === undefined) return reference.zip(k, z.data, x.data, y.data, a, b);
  if (z.at === 0 || x.at === 0 || y.at === 0)
    return void staged(
      z.size,
      [
        [z, "writes"],
        [x, "reads"],
        [y, "reads"],
      ],
      (n, [pz, px, py]) =>
        z.dtype === "float32" ? wasm.zip32(k, n, px, py, pz, a, b) : wasm.zip64(k, n, px, py, pz, a, b),
    );
  if (z.dtype === "float32") wasm.zip32(k, z.size, x.at, y.at, z.at, a, b);
  else wasm.zip64(k, z.size, x.at, y.at, z.at, a, b);
}

function reduce(k: number, x: Tensor): number {
  const wasm = native();
  let s = 0;
  // In pieces the sum would have another order: an array larger than the scratch goes through plain JavaScript.
  if (wasm === undefined || (x.at === 0 && x.size * 8 > heap.scratchBytes)) return reference.reduce(k, x.data);
  staged(1, [[x, "reads"]], (_, [px]) => {
    s = x.dtype === "float32" ? wasm.reduce32(k, x.size, px) : wasm.reduce64(k, x.size, px);
  });
  return s;
}

/** C [m, n] = start + A B, where A[i, p] stands at oa + i ra + p ca, one of ra and ca being 1; so with B. */
function gemm(
  start: number,
  m: number,
  n: number,
  k: number,
  a: Tensor,
  oa: number,
  ra: number,
  ca: number,
  b: Tensor,
  ob: number,
  rb: number,
  cb: number,
  c: Tensor,
  oc: number,
  ldc: number,
  row: Tensor | undefined,
  or = 0,
): void {
  const wasm = native();
  if (wasm === undefined)
    return reference.gemm(
      start,
      [c.data, oc, ldc],
      [a.data, oa, ra, ca],
      [b.data, ob, rb, cb],
      row?.data.subarray(or),
      m,
      n,
      k,
    );
  const es = c.dtype === "float32" ? 4 : 8;
  let pa = a.at + oa * es,
    pb = b.at + ob * es,
    pc = c.at + oc * es,
    pr = row === undefined ? 0 : row.at + or * es;

  if (a.at === 0 || b.at === 0 || c.at === 0 || row?.at === 0) {
    const [rowsA, colsA] = ca === 1 ? [m, k] : [k, m];
    const [rowsB, colsB] = cb === 1 ? [k, n] : [n, k];
    const bytes = stage.blockBytes(a, rowsA, colsA) + stage.blockBytes(b, rowsB, colsB) + stage.blockBytes(c, m, n);
    // What does not fit is halved along its longest side; halves of k follow each other, so no sum changes its order.
    if (bytes + (row === undefined ? 0 : stage.blockBytes(row, 1, n)) > heap.scratchBytes) {
      if (k >= m && k >= n) {
        const h = k >> 1;
        gemm(start, m, n, h, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or);
        gemm(op.FROM_C, m, n, k - h, a, oa + h * ca, ra, ca, b, ob + h * rb, rb, cb, c, oc, ldc, undefined);
      } else if (m >= n) {
        const h = m >> 1;
        gemm(start, h, n, k, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or);
        gemm(start, m - h, n, k, a, oa + h * ra, ra, ca, b, ob, rb, cb, c, oc + h * ldc, ldc, row, or);
      } else {
        const h = n >> 1;
        gemm(start, m, h, k, a, oa, ra, ca, b, ob, rb, cb, c, oc, ldc, row, or);
        gemm(start, m, n - h, k, a, oa, ra, ca, b, ob + h * cb, rb, cb, c, oc + h, ldc, row, or + h);
      }
      return;
    }
    stage.clear();
    if (a.at === 0) {
      pa = stage.block(a, oa, rowsA, colsA, ca === 1 ? ra : ca, true);
      if (ca === 1) ra = k;
      else ca = m;
    }
    if (b.at === 0) {
      pb = stage.block(b, ob, rowsB, colsB, cb === 1 ? rb : cb, true);
      if (cb === 1) rb = n;
      else cb = k;
    }
    if (row?.at === 0) pr = stage.block(row, or, 1, n, n, true);
    if (c.at === 0) {
      pc = stage.block(c, oc, m, n, ldc, start === op.FROM_C);
      if (es === 4) wasm.gemm32(m, n, k, pa, ra, ca, pb, rb, cb, pc, n, start, pr, heap.work);
      else wasm.gemm64(m, n, k, pa, ra, ca, pb, rb, cb, pc, n, start, pr, heap.work);
      return stage.unblock(c, oc, m, n, ldc, pc);
    }
  }
  if (es === 4) wasm.gemm32(m, n, k, pa, ra, ca, pb, rb, cb, pc, ldc, start, pr, heap.work);
  else wasm.gemm64(m, n, k, pa, ra, ca, pb, rb, cb, pc, ldc, start, pr, heap.work);
}
