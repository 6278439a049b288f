// The exports: every kernel once for float32 (…32) and once for float64 (…64).
import { ctc, ctcBackward } from "./alignments";
import { attend, attendBackward, rotate } from "./attention";
import { addCentresBackward, monomials, monomialsBackward, squaredDistances, squaredDistancesBackward } from "./bases";
import {
  addCorrelateWeights, correlate, correlateBackward, fold, unfold,
} from "./convolution";
import { copyLines, strided } from "./copies";
import { clear, firstOutside, map, reduce, zip } from "./elementwise";
import { addScatter, gather, invertIndex } from "./gather";
import {
  addBagMaxBackward, addBagSumsBackward, addLookupBackward, bagMax, bagSums, limitRows, lookup, take, takeBackward,
} from "./lookup";
import {
  addMeans, addNormaliseSums, addVariances, mix, normalise, normaliseBackward, windowSums,
} from "./normalisation";
import { cosines, cosinesBackward, distances, distancesBackward, unitRows, unitRowsBackward } from "./pairs";
import { avgPool, avgPoolBackward, interpolate, interpolateBackward, maxPool } from "./pooling";
import { gemm, gemms } from "./products";
import { keep, normals } from "./random";
import { copyRuns, gruBackward, gruForward, hold, lstmBackward, lstmForward, rnnBackward } from "./recurrent";
import {
  addColumnSums, glu, gluBackward, logSoftmax, logSoftmaxBackward, logSumExp, maxPieces, maxPiecesBackward,
  repeatPieces, rowDots, scaleColumns, scaleRows, softmax, softmaxBackward, sumPieces, swapPieces, transpose,
} from "./rows";
import {
  multiLabelMargin, multiLabelMarginBackward, multiMargin, multiMarginBackward, nll, nllBackward, softNll,
  softNllBackward,
} from "./targets";
import { adam, sgd } from "./updates";

export { gemmWork } from "./products";

export function map32(k: i32, n: i32, x: usize, y: usize, a0: f64, b0: f64): void {
  map<f32>(k, n, x, y, a0, b0);
}
export function map64(k: i32, n: i32, x: usize, y: usize, a0: f64, b0: f64): void {
  map<f64>(k, n, x, y, a0, b0);
}
export function zip32(k: i32, n: i32, x: usize, y: usize, z: usize, a0: f64, b0: f64): void {
  zip<f32>(k, n, x, y, z, a0, b0);
}
export function zip64(k: i32, n: i32, x: usize, y: usize, z: usize, a0: f64, b0: f64): void {
  zip<f64>(k, n, x, y, z, a0, b0);
}
export function clear32(n: i32, y: usize): void {
  clear<f32>(n, y);
}
export function clear64(n: i32, y: usize): void {
  clear<f64>(n, y);
}
export function reduce32(k: i32, n: i32, x: usize): f64 {
  return reduce<f32>(k, n, x);
}
export function reduce64(k: i32, n: i32, x: usize): f64 {
  return reduce<f64>(k, n, x);
}
export function firstOutside32(n: i32, x: usize, low: f64, high: f64): i32 {
  return firstOutside<f32>(n, x, low, high);
}
export function firstOutside64(n: i32, x: usize, low: f64, high: f64): i32 {
  return firstOutside<f64>(n, x, low, high);
}
export function gemm32(
  M: i32, N: i32, K: i32, A: usize, rsA: i32, csA: i32, B: usize, rsB: i32, csB: i32, C: usize, ldc: i32, start: i32, row: usize, work: usize,
): void {
  gemm<f32>(M, N, K, A, rsA, csA, B, rsB, csB, C, ldc, start, row, work);
}
export function gemm64(
  M: i32, N: i32, K: i32, A: usize, rsA: i32, csA: i32, B: usize, rsB: i32, csB: i32, C: usize, ldc: i32, start: i32, row: usize, work: usize,
): void {
  gemm<f64>(M, N, K, A, rsA, csA, B, rsB, csB, C, ldc, start, row, work);
}
export function gemms32(
  count: i32, M: i32, N: i32, K: i32, A: usize, ra: i32, ca: i32, sa: i32, B: usize, rb: i32, cb: i32, sb: i32, C: usize, ldc: i32, sc: i32, start: i32, work: usize,
): void {
  gemms<f32>(count, M, N, K, A, ra, ca, sa, B, rb, cb, sb, C, ldc, sc, start, work);
}
export function gemms64(
  count: i32, M: i32, N: i32, K: i32, A: usize, ra: i32, ca: i32, sa: i32, B: usize, rb: i32, cb: i32, sb: i32, C: usize, ldc: i32, sc: i32, start: i32, work: usize,
): void {
  gemms<f64>(count, M, N, K, A, ra, ca, sa, B, rb, cb, sb, C, ldc, sc, start, work);
}
export function addColumnSums32(rows: i32, cols: i32, x: usize, out: usize): void {
  addColumnSums<f32>(rows, cols, x, out);
}
export function addColumnSums64(rows: i32, cols: i32, x: usize, out: usize): void {
  addColumnSums<f64>(rows, cols, x, out);
}
export function scaleRows32(rows: i32, cols: i32, s: usize, y: usize): void {
  scaleRows<f32>(rows, cols, s, y);
}
export function scaleRows64(rows: i32, cols: i32, s: usize, y: usize): void {
  scaleRows<f64>(rows, cols, s, y);
}
export function softmax32(rows: i32, cols: i32, x: usize, y: usize): void {
  softmax<f32>(rows, cols, x, y);
}
export function softmax64(rows: i32, cols: i32, x: usize, y: usize): void {
  softmax<f64>(rows, cols, x, y);
}
export function softmaxBackward32(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  softmaxBackward<f32>(rows, cols, dy, y, dx);
}
export function softmaxBackward64(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  softmaxBackward<f64>(rows, cols, dy, y, dx);
}
export function logSoftmax32(rows: i32, cols: i32, x: usize, y: usize): void {
  logSoftmax<f32>(rows, cols, x, y);
}
export function logSoftmax64(rows: i32, cols: i32, x: usize, y: usize): void {
  logSoftmax<f64>(rows, cols, x, y);
}
export function logSoftmaxBackward32(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  logSoftmaxBackward<f32>(rows, cols, dy, y, dx);
}
export function logSoftmaxBackward64(rows: i32, cols: i32, dy: usize, y: usize, dx: usize): void {
  logSoftmaxBackward<f64>(rows, cols, dy, y, dx);
}
export function logSumExp32(rows: i32, cols: i32, x: usize, out: usize, work: usize): void {
  logSumExp<f32>(rows, cols, x, out, work);
}
export function logSumExp64(rows: i32, cols: i32, x: usize, out: usize, work: usize): void {
  logSumExp<f64>(rows, cols, x, out, work);
}
export function maxPieces32(rows: i32, pieces: i32, cols: i32, x: usize, y: usize, k: usize): void {
  maxPieces<f32>(rows, pieces, cols, x, y, k);
}
export function maxPieces64(rows: i32, pieces: i32, cols: i32, x: usize, y: usize, k: usize): void {
  maxPieces<f64>(rows, pieces, cols, x, y, k);
}
export function maxPiecesBackward32(rows: i32, pieces: i32, cols: i32, dy: usize, k: usize, dx: usize): void {
  maxPiecesBackward<f32>(rows, pieces, cols, dy, k, dx);
}
export function maxPiecesBackward64(rows: i32, pieces: i32, cols: i32, dy: usize, k: usize, dx: usize): void {
  maxPiecesBackward<f64>(rows, pieces, cols, dy, k, dx);
}
export function sumPieces32(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  sumPieces<f32>(rows, pieces, cols, x, y);
}
export function sumPieces64(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  sumPieces<f64>(rows, pieces, cols, x, y);
}
export function repeatPieces32(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  repeatPieces<f32>(rows, pieces, cols, x, y);
}
export function repeatPieces64(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  repeatPieces<f64>(rows, pieces, cols, x, y);
}
export function swapPieces32(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  swapPieces<f32>(rows, pieces, cols, x, y);
}
export function swapPieces64(rows: i32, pieces: i32, cols: i32, x: usize, y: usize): void {
  swapPieces<f64>(rows, pieces, cols, x, y);
}
export function glu32(rows: i32, cols: i32, x: usize, y: usize): void {
  glu<f32>(rows, cols, x, y);
}
export function glu64(rows: i32, cols: i32, x: usize, y: usize): void {
  glu<f64>(rows, cols, x, y);
}
export function gluBackward32(rows: i32, cols: i32, dy: usize, x: usize, dx: usize): void {
  gluBackward<f32>(rows, cols, dy, x, dx);
}
export function gluBackward64(rows: i32, cols: i32, dy: usize, x: usize, dx: usize): void {
  gluBackward<f64>(rows, cols, dy, x, dx);
}
export function transpose32(rows: i32, cols: i32, x: usize, y: usize): void {
  transpose<f32>(rows, cols, x, y);
}
export function transpose64(rows: i32, cols: i32, x: usize, y: usize): void {
  transpose<f64>(rows, cols, x, y);
}
export function monomials32(rows: i32, n: i32, count: i32, x: usize, plan: usize, y: usize): void {
  monomials<f32>(rows, n, count, x, plan, y);
}
export function monomials64(rows: i32, n: i32, count: i32, x: usize, plan: usize, y: usize): void {
  monomials<f64>(rows, n, count, x, plan, y);
}
export function monomialsBackward32(rows: i32, n: i32, count: i32, x: usize, y: usize, plan: usize, g: usize, dx: usize): void {
  monomialsBackward<f32>(rows, n, count, x, y, plan, g, dx);
}
export function monomialsBackward64(rows: i32, n: i32, count: i32, x: usize, y: usize, plan: usize, g: usize, dx: usize): void {
  monomialsBackward<f64>(rows, n, count, x, y, plan, g, dx);
}
export function squaredDistances32(rows: i32, n: i32, count: i32, x: usize, c: usize, a: f64, y: usize): void {
  squaredDistances<f32>(rows, n, count, x, c, a, y);
}
export function squaredDistances64(rows: i32, n: i32, count: i32, x: usize, c: usize, a: f64, y: usize): void {
  squaredDistances<f64>(rows, n, count, x, c, a, y);
}
export function squaredDistancesBackward32(rows: i32, n: i32, count: i32, x: usize, c: usize, g: usize, dx: usize): void {
  squaredDistancesBackward<f32>(rows, n, count, x, c, g, dx);
}
export function squaredDistancesBackward64(rows: i32, n: i32, count: i32, x: usize, c: usize, g: usize, dx: usize): void {
  squaredDistancesBackward<f64>(rows, n, count, x, c, g, dx);
}
export function addCentresBackward32(rows: i32, n: i32, count: i32, x: usize, c: usize, g: usize, dc: usize): void {
  addCentresBackward<f32>(rows, n, count, x, c, g, dc);
}
export function addCentresBackward64(rows: i32, n: i32, count: i32, x: usize, c: usize, g: usize, dc: usize): void {
  addCentresBackward<f64>(rows, n, count, x, c, g, dc);
}
export function copyLines32(rows: i32, cols: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  copyLines<f32>(rows, cols, x, ldx, y, ldy);
}
export function copyLines64(rows: i32, cols: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  copyLines<f64>(rows, cols, x, ldx, y, ldy);
}
export function strided32(
  n0: i32, n1: i32, n2: i32, n3: i32, s0: i32, s1: i32, s2: i32, s3: i32, x: usize, y: usize,
): void {
  strided<f32>(n0, n1, n2, n3, s0, s1, s2, s3, x, y);
}
export function strided64(
  n0: i32, n1: i32, n2: i32, n3: i32, s0: i32, s1: i32, s2: i32, s3: i32, x: usize, y: usize,
): void {
  strided<f64>(n0, n1, n2, n3, s0, s1, s2, s3, x, y);
}
export function lookup32(rows: i32, cols: i32, w: usize, t: usize, y: usize): void {
  lookup<f32>(rows, cols, w, t, y);
}
export function lookup64(rows: i32, cols: i32, w: usize, t: usize, y: usize): void {
  lookup<f64>(rows, cols, w, t, y);
}
export function addLookupBackward32(rows: i32, cols: i32, dy: usize, t: usize, skip: i32, dw: usize): void {
  addLookupBackward<f32>(rows, cols, dy, t, skip, dw);
}
export function addLookupBackward64(rows: i32, cols: i32, dy: usize, t: usize, skip: i32, dw: usize): void {
  addLookupBackward<f64>(rows, cols, dy, t, skip, dw);
}
export function limitRows32(rows: i32, cols: i32, t: usize, most: f64, w: usize): void {
  limitRows<f32>(rows, cols, t, most, w);
}
export function limitRows64(rows: i32, cols: i32, t: usize, most: f64, w: usize): void {
  limitRows<f64>(rows, cols, t, most, w);
}
export function take32(rows: i32, n: i32, m: i32, cols: i32, x: usize, t: usize, y: usize): void {
  take<f32>(rows, n, m, cols, x, t, y);
}
export function take64(rows: i32, n: i32, m: i32, cols: i32, x: usize, t: usize, y: usize): void {
  take<f64>(rows, n, m, cols, x, t, y);
}
export function takeBackward32(rows: i32, n: i32, m: i32, cols: i32, dy: usize, t: usize, dx: usize): void {
  takeBackward<f32>(rows, n, m, cols, dy, t, dx);
}
export function takeBackward64(rows: i32, n: i32, m: i32, cols: i32, dy: usize, t: usize, dx: usize): void {
  takeBackward<f64>(rows, n, m, cols, dy, t, dx);
}
export function bagSums32(
  bags: i32, total: i32, cols: i32, w: usize, t: usize, o: usize, skip: i32, mean: i32, y: usize,
): void {
  bagSums<f32>(bags, total, cols, w, t, o, skip, mean, y);
}
export function bagSums64(
  bags: i32, total: i32, cols: i32, w: usize, t: usize, o: usize, skip: i32, mean: i32, y: usize,
): void {
  bagSums<f64>(bags, total, cols, w, t, o, skip, mean, y);
}
export function addBagSumsBackward32(
  bags: i32, total: i32, cols: i32, dy: usize, t: usize, o: usize, skip: i32, mean: i32, dw: usize,
): void {
  addBagSumsBackward<f32>(bags, total, cols, dy, t, o, skip, mean, dw);
}
export function addBagSumsBackward64(
  bags: i32, total: i32, cols: i32, dy: usize, t: usize, o: usize, skip: i32, mean: i32, dw: usize,
): void {
  addBagSumsBackward<f64>(bags, total, cols, dy, t, o, skip, mean, dw);
}
export function bagMax32(
  bags: i32, total: i32, cols: i32, w: usize, t: usize, o: usize, skip: i32, y: usize, k: usize,
): void {
  bagMax<f32>(bags, total, cols, w, t, o, skip, y, k);
}
export function bagMax64(
  bags: i32, total: i32, cols: i32, w: usize, t: usize, o: usize, skip: i32, y: usize, k: usize,
): void {
  bagMax<f64>(bags, total, cols, w, t, o, skip, y, k);
}
export function addBagMaxBackward32(bags: i32, cols: i32, dy: usize, k: usize, dw: usize): void {
  addBagMaxBackward<f32>(bags, cols, dy, k, dw);
}
export function addBagMaxBackward64(bags: i32, cols: i32, dy: usize, k: usize, dw: usize): void {
  addBagMaxBackward<f64>(bags, cols, dy, k, dw);
}
export function nll32(rows: i32, cols: i32, y: usize, t: usize, w: usize, e: f64, ignore: i32, l: usize, total: f64): f64 {
  return nll<f32>(rows, cols, y, t, w, e, ignore, l, total);
}
export function nll64(rows: i32, cols: i32, y: usize, t: usize, w: usize, e: f64, ignore: i32, l: usize, total: f64): f64 {
  return nll<f64>(rows, cols, y, t, w, e, ignore, l, total);
}
export function nllBackward32(rows: i32, cols: i32, t: usize, w: usize, e: f64, ignore: i32, a: f64, dy: usize): void {
  nllBackward<f32>(rows, cols, t, w, e, ignore, a, dy);
}
export function nllBackward64(rows: i32, cols: i32, t: usize, w: usize, e: f64, ignore: i32, a: f64, dy: usize): void {
  nllBackward<f64>(rows, cols, t, w, e, ignore, a, dy);
}
export function softNll32(rows: i32, cols: i32, y: usize, t: usize, w: usize, e: f64, l: usize): void {
  softNll<f32>(rows, cols, y, t, w, e, l);
}
export function softNll64(rows: i32, cols: i32, y: usize, t: usize, w: usize, e: f64, l: usize): void {
  softNll<f64>(rows, cols, y, t, w, e, l);
}
export function softNllBackward32(rows: i32, cols: i32, t: usize, w: usize, e: f64, a: f64, dy: usize): void {
  softNllBackward<f32>(rows, cols, t, w, e, a, dy);
}
export function softNllBackward64(rows: i32, cols: i32, t: usize, w: usize, e: f64, a: f64, dy: usize): void {
  softNllBackward<f64>(rows, cols, t, w, e, a, dy);
}
export function addMeans32(batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, out: usize): void {
  addMeans<f32>(batch, groups, len, own, a, x, out);
}
export function addMeans64(batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, out: usize): void {
  addMeans<f64>(batch, groups, len, own, a, x, out);
}
export function addVariances32(batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, mean: usize, out: usize): void {
  addVariances<f32>(batch, groups, len, own, a, x, mean, out);
}
export function addVariances64(batch: i32, groups: i32, len: i32, own: i32, a: f64, x: usize, mean: usize, out: usize): void {
  addVariances<f64>(batch, groups, len, own, a, x, mean, out);
}
export function normalise32(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, x: usize, mean: usize, rstd: usize, w: usize, b: usize, y: usize,
): void {
  normalise<f32>(batch, groups, channels, space, own, x, mean, rstd, w, b, y);
}
export function normalise64(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, x: usize, mean: usize, rstd: usize, w: usize, b: usize, y: usize,
): void {
  normalise<f64>(batch, groups, channels, space, own, x, mean, rstd, w, b, y);
}
export function addNormaliseSums32(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize, q: usize,
  db: usize, dw: usize,
): void {
  addNormaliseSums<f32>(batch, groups, channels, space, own, dy, x, mean, rstd, w, p, q, db, dw);
}
export function addNormaliseSums64(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize, q: usize,
  db: usize, dw: usize,
): void {
  addNormaliseSums<f64>(batch, groups, channels, space, own, dy, x, mean, rstd, w, p, q, db, dw);
}
export function normaliseBackward32(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, a: f64, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize,
  q: usize, dx: usize,
): void {
  normaliseBackward<f32>(batch, groups, channels, space, own, a, dy, x, mean, rstd, w, p, q, dx);
}
export function normaliseBackward64(
  batch: i32, groups: i32, channels: i32, space: i32, own: i32, a: f64, dy: usize, x: usize, mean: usize, rstd: usize, w: usize, p: usize,
  q: usize, dx: usize,
): void {
  normaliseBackward<f64>(batch, groups, channels, space, own, a, dy, x, mean, rstd, w, p, q, dx);
}
export function mix32(n: i32, a: f64, b: f64, d: usize, y: usize): void {
  mix<f32>(n, a, b, d, y);
}
export function mix64(n: i32, a: f64, b: f64, d: usize, y: usize): void {
  mix<f64>(n, a, b, d, y);
}
export function windowSums32(batch: i32, channels: i32, space: i32, before: i32, after: i32, x: usize, z: usize): void {
  windowSums<f32>(batch, channels, space, before, after, x, z);
}
export function windowSums64(batch: i32, channels: i32, space: i32, before: i32, after: i32, x: usize, z: usize): void {
  windowSums<f64>(batch, channels, space, before, after, x, z);
}
export function rowDots32(rows: i32, cols: i32, x: usize, y: usize, out: usize): void {
  rowDots<f32>(rows, cols, x, y, out);
}
export function rowDots64(rows: i32, cols: i32, x: usize, y: usize, out: usize): void {
  rowDots<f64>(rows, cols, x, y, out);
}
export function keep32(n: i32, threshold: f64, v: f64, state: usize, y: usize): void {
  keep<f32>(n, threshold, v, state, y);
}
export function keep64(n: i32, threshold: f64, v: f64, state: usize, y: usize): void {
  keep<f64>(n, threshold, v, state, y);
}
export function normals32(n: i32, s: f64, state: usize, y: usize): void {
  normals<f32>(n, s, state, y);
}
export function normals64(n: i32, s: f64, state: usize, y: usize): void {
  normals<f64>(n, s, state, y);
}
export function sgd32(
  n: i32, w: usize, g: usize, v: usize, eta: f64, mu: f64, undamped: f64, lambda: f64, nesterov: i32, first: i32,
): void {
  sgd<f32>(n, w, g, v, eta, mu, undamped, lambda, nesterov, first);
}
export function sgd64(
  n: i32, w: usize, g: usize, v: usize, eta: f64, mu: f64, undamped: f64, lambda: f64, nesterov: i32, first: i32,
): void {
  sgd<f64>(n, w, g, v, eta, mu, undamped, lambda, nesterov, first);
}
export function adam32(
  n: i32, w: usize, g: usize, m: usize, v: usize, top: usize, alpha: f64, beta1: f64, beta2: f64, rho: f64, eps: f64, lambda: f64, kappa: f64,
): void {
  adam<f32>(n, w, g, m, v, top, alpha, beta1, beta2, rho, eps, lambda, kappa);
}
export function adam64(
  n: i32, w: usize, g: usize, m: usize, v: usize, top: usize, alpha: f64, beta1: f64, beta2: f64, rho: f64, eps: f64, lambda: f64, kappa: f64,
): void {
  adam<f64>(n, w, g, m, v, top, alpha, beta1, beta2, rho, eps, lambda, kappa);
}
export function copyRuns32(a: i32, b: i32, c: i32, x: usize, xa: i32, xb: i32, y: usize, ya: i32, yb: i32): void {
  copyRuns<f32>(a, b, c, x, xa, xb, y, ya, yb);
}
export function copyRuns64(a: i32, b: i32, c: i32, x: usize, xa: i32, xb: i32, y: usize, ya: i32, yb: i32): void {
  copyRuns<f64>(a, b, c, x, xa, xb, y, ya, yb);
}
export function hold32(steps: i32, rows: i32, cols: i32, x: usize, ld: i32, lengths: usize, first: i32, y: usize): void {
  hold<f32>(steps, rows, cols, x, ld, lengths, first, y);
}
export function hold64(steps: i32, rows: i32, cols: i32, x: usize, ld: i32, lengths: usize, first: i32, y: usize): void {
  hold<f64>(steps, rows, cols, x, ld, lengths, first, y);
}
export function rnnBackward32(n: i32, h: usize, relu: i32, dh: usize, a: usize): void {
  rnnBackward<f32>(n, h, relu, dh, a);
}
export function rnnBackward64(n: i32, h: usize, relu: i32, dh: usize, a: usize): void {
  rnnBackward<f64>(n, h, relu, dh, a);
}
export function lstmForward32(rows: i32, n: i32, before: usize, s: usize, h: usize): void {
  lstmForward<f32>(rows, n, before, s, h);
}
export function lstmForward64(rows: i32, n: i32, before: usize, s: usize, h: usize): void {
  lstmForward<f64>(rows, n, before, s, h);
}
export function lstmBackward32(rows: i32, n: i32, before: usize, s: usize, dc: usize, dh: usize, a: usize): void {
  lstmBackward<f32>(rows, n, before, s, dc, dh, a);
}
export function lstmBackward64(rows: i32, n: i32, before: usize, s: usize, dc: usize, dh: usize, a: usize): void {
  lstmBackward<f64>(rows, n, before, s, dc, dh, a);
}
export function gruForward32(rows: i32, n: i32, before: usize, u: usize, s: usize, h: usize): void {
  gruForward<f32>(rows, n, before, u, s, h);
}
export function gruForward64(rows: i32, n: i32, before: usize, u: usize, s: usize, h: usize): void {
  gruForward<f64>(rows, n, before, u, s, h);
}
export function gruBackward32(rows: i32, n: i32, before: usize, s: usize, dh: usize, u: usize, a: usize): void {
  gruBackward<f32>(rows, n, before, s, dh, u, a);
}
export function gruBackward64(rows: i32, n: i32, before: usize, s: usize, dh: usize, u: usize, a: usize): void {
  gruBackward<f64>(rows, n, before, s, dh, u, a);
}
export function correlate32(N: i32, plan: usize, x: usize, w: usize, bias: usize, y: usize, room: usize, work: usize): void {
  correlate<f32>(N, plan, x, w, bias, y, room, work);
}
export function correlate64(N: i32, plan: usize, x: usize, w: usize, bias: usize, y: usize, room: usize, work: usize): void {
  correlate<f64>(N, plan, x, w, bias, y, room, work);
}
export function correlateBackward32(
  N: i32, plan: usize, channels: i32, dy: usize, w: usize, bias: usize, dx: usize, room: usize, work: usize,
): void {
  correlateBackward<f32>(N, plan, channels, dy, w, bias, dx, room, work);
}
export function correlateBackward64(
  N: i32, plan: usize, channels: i32, dy: usize, w: usize, bias: usize, dx: usize, room: usize, work: usize,
): void {
  correlateBackward<f64>(N, plan, channels, dy, w, bias, dx, room, work);
}
export function addCorrelateWeights32(N: i32, plan: usize, x: usize, dy: usize, dw: usize, room: usize, work: usize): void {
  addCorrelateWeights<f32>(N, plan, x, dy, dw, room, work);
}
export function addCorrelateWeights64(N: i32, plan: usize, x: usize, dy: usize, dw: usize, room: usize, work: usize): void {
  addCorrelateWeights<f64>(N, plan, x, dy, dw, room, work);
}
export function unfold32(N: i32, plan: usize, x: usize, y: usize): void {
  unfold<f32>(N, plan, x, y);
}
export function unfold64(N: i32, plan: usize, x: usize, y: usize): void {
  unfold<f64>(N, plan, x, y);
}
export function fold32(N: i32, plan: usize, y: usize, x: usize): void {
  fold<f32>(N, plan, y, x);
}
export function fold64(N: i32, plan: usize, y: usize, x: usize): void {
  fold<f64>(N, plan, y, x);
}
export function gather32(planes: i32, n: i32, m: i32, step: i32, x: usize, index: usize, fill: f64, y: usize): void {
  gather<f32>(planes, n, m, step, x, index, fill, y);
}
export function gather64(planes: i32, n: i32, m: i32, step: i32, x: usize, index: usize, fill: f64, y: usize): void {
  gather<f64>(planes, n, m, step, x, index, fill, y);
}
export function addScatter32(planes: i32, n: i32, m: i32, step: i32, dy: usize, index: usize, dx: usize): void {
  addScatter<f32>(planes, n, m, step, dy, index, dx);
}
export function addScatter64(planes: i32, n: i32, m: i32, step: i32, dy: usize, index: usize, dx: usize): void {
  addScatter<f64>(planes, n, m, step, dy, index, dx);
}
export function invertIndex32(planes: i32, n: i32, m: i32, index: usize, inverse: usize): void {
  invertIndex(planes, n, m, index, inverse);
}
export function maxPool32(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, dh: i32, dw: i32, x: usize, windows: usize, y: usize, k: usize,
): void {
  maxPool<f32>(planes, h, w, oh, ow, dh, dw, x, windows, y, k);
}
export function maxPool64(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, dh: i32, dw: i32, x: usize, windows: usize, y: usize, k: usize,
): void {
  maxPool<f64>(planes, h, w, oh, ow, dh, dw, x, windows, y, k);
}
export function avgPool32(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, divisor: f64, x: usize, windows: usize, y: usize,
): void {
  avgPool<f32>(planes, h, w, oh, ow, divisor, x, windows, y);
}
export function avgPool64(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, divisor: f64, x: usize, windows: usize, y: usize,
): void {
  avgPool<f64>(planes, h, w, oh, ow, divisor, x, windows, y);
}
export function avgPoolBackward32(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, divisor: f64, dy: usize, windows: usize, dx: usize,
): void {
  avgPoolBackward<f32>(planes, h, w, oh, ow, divisor, dy, windows, dx);
}
export function avgPoolBackward64(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, divisor: f64, dy: usize, windows: usize, dx: usize,
): void {
  avgPoolBackward<f64>(planes, h, w, oh, ow, divisor, dy, windows, dx);
}
export function interpolate32(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, x: usize, neighbours: usize, shares: usize, y: usize,
): void {
  interpolate<f32>(planes, h, w, oh, ow, x, neighbours, shares, y);
}
export function interpolate64(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, x: usize, neighbours: usize, shares: usize, y: usize,
): void {
  interpolate<f64>(planes, h, w, oh, ow, x, neighbours, shares, y);
}
export function interpolateBackward32(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, dy: usize, neighbours: usize, shares: usize, dx: usize,
): void {
  interpolateBackward<f32>(planes, h, w, oh, ow, dy, neighbours, shares, dx);
}
export function interpolateBackward64(
  planes: i32, h: i32, w: i32, oh: i32, ow: i32, dy: usize, neighbours: usize, shares: usize, dx: usize,
): void {
  interpolateBackward<f64>(planes, h, w, oh, ow, dy, neighbours, shares, dx);
}
export function scaleColumns32(rows: i32, cols: i32, s: usize, y: usize): void {
  scaleColumns<f32>(rows, cols, s, y);
}
export function scaleColumns64(rows: i32, cols: i32, s: usize, y: usize): void {
  scaleColumns<f64>(rows, cols, s, y);
}
export function cosines32(rows: i32, cols: i32, x: usize, y: usize, eps: f64, c: usize): void {
  cosines<f32>(rows, cols, x, y, eps, c);
}
export function cosines64(rows: i32, cols: i32, x: usize, y: usize, eps: f64, c: usize): void {
  cosines<f64>(rows, cols, x, y, eps, c);
}
export function cosinesBackward32(rows: i32, cols: i32, g: usize, x: usize, y: usize, eps: f64, dx: usize): void {
  cosinesBackward<f32>(rows, cols, g, x, y, eps, dx);
}
export function cosinesBackward64(rows: i32, cols: i32, g: usize, x: usize, y: usize, eps: f64, dx: usize): void {
  cosinesBackward<f64>(rows, cols, g, x, y, eps, dx);
}
export function distances32(rows: i32, cols: i32, x: usize, y: usize, p: f64, eps: f64, d: usize): void {
  distances<f32>(rows, cols, x, y, p, eps, d);
}
export function distances64(rows: i32, cols: i32, x: usize, y: usize, p: f64, eps: f64, d: usize): void {
  distances<f64>(rows, cols, x, y, p, eps, d);
}
export function distancesBackward32(rows: i32, cols: i32, g: usize, d: usize, x: usize, y: usize, p: f64, eps: f64, dx: usize): void {
  distancesBackward<f32>(rows, cols, g, d, x, y, p, eps, dx);
}
export function distancesBackward64(rows: i32, cols: i32, g: usize, d: usize, x: usize, y: usize, p: f64, eps: f64, dx: usize): void {
  distancesBackward<f64>(rows, cols, g, d, x, y, p, eps, dx);
}
export function unitRows32(rows: i32, cols: i32, x: usize, eps: f64, y: usize): void {
  unitRows<f32>(rows, cols, x, eps, y);
}
export function unitRows64(rows: i32, cols: i32, x: usize, eps: f64, y: usize): void {
  unitRows<f64>(rows, cols, x, eps, y);
}
export function unitRowsBackward32(rows: i32, cols: i32, dy: usize, x: usize, y: usize, eps: f64, dx: usize): void {
  unitRowsBackward<f32>(rows, cols, dy, x, y, eps, dx);
}
export function unitRowsBackward64(rows: i32, cols: i32, dy: usize, x: usize, y: usize, eps: f64, dx: usize): void {
  unitRowsBackward<f64>(rows, cols, dy, x, y, eps, dx);
}
export function multiMargin32(rows: i32, cols: i32, y: usize, t: usize, w: usize, p: i32, margin: f64, l: usize): void {
  multiMargin<f32>(rows, cols, y, t, w, p, margin, l);
}
export function multiMargin64(rows: i32, cols: i32, y: usize, t: usize, w: usize, p: i32, margin: f64, l: usize): void {
  multiMargin<f64>(rows, cols, y, t, w, p, margin, l);
}
export function multiMarginBackward32(rows: i32, cols: i32, y: usize, t: usize, w: usize, p: i32, margin: f64, a: f64, dy: usize): void {
  multiMarginBackward<f32>(rows, cols, y, t, w, p, margin, a, dy);
}
export function multiMarginBackward64(rows: i32, cols: i32, y: usize, t: usize, w: usize, p: i32, margin: f64, a: f64, dy: usize): void {
  multiMarginBackward<f64>(rows, cols, y, t, w, p, margin, a, dy);
}
export function multiLabelMargin32(rows: i32, cols: i32, y: usize, t: usize, l: usize): void {
  multiLabelMargin<f32>(rows, cols, y, t, l);
}
export function multiLabelMargin64(rows: i32, cols: i32, y: usize, t: usize, l: usize): void {
  multiLabelMargin<f64>(rows, cols, y, t, l);
}
export function multiLabelMarginBackward32(rows: i32, cols: i32, y: usize, t: usize, a: f64, dy: usize): void {
  multiLabelMarginBackward<f32>(rows, cols, y, t, a, dy);
}
export function multiLabelMarginBackward64(rows: i32, cols: i32, y: usize, t: usize, a: f64, dy: usize): void {
  multiLabelMarginBackward<f64>(rows, cols, y, t, a, dy);
}
export function ctc32(
  rows: i32, steps: i32, classes: i32, width: i32, y: usize, t: usize, n: usize, blank: i32, mean: i32, finite: i32, alpha: usize, l: usize,
): void {
  ctc<f32>(rows, steps, classes, width, y, t, n, blank, mean, finite, alpha, l);
}
export function ctc64(
  rows: i32, steps: i32, classes: i32, width: i32, y: usize, t: usize, n: usize, blank: i32, mean: i32, finite: i32, alpha: usize, l: usize,
): void {
  ctc<f64>(rows, steps, classes, width, y, t, n, blank, mean, finite, alpha, l);
}
export function ctcBackward32(
  rows: i32, steps: i32, classes: i32, width: i32, y: usize, t: usize, n: usize, blank: i32, a: f64, mean: i32, alpha: usize, dy: usize,
): void {
  ctcBackward<f32>(rows, steps, classes, width, y, t, n, blank, a, mean, alpha, dy);
}
export function ctcBackward64(
  rows: i32, steps: i32, classes: i32, width: i32, y: usize, t: usize, n: usize, blank: i32, a: f64, mean: i32, alpha: usize, dy: usize,
): void {
  ctcBackward<f64>(rows, steps, classes, width, y, t, n, blank, a, mean, alpha, dy);
}
export function attend32(
  batch: i32, heads: i32, queries: i32, keys: i32, s: usize, padding: usize, mask: usize, maskStep: i32, scale: f64, causal: i32, p: usize,
): void {
  attend<f32>(batch, heads, queries, keys, s, padding, mask, maskStep, scale, causal, p);
}
export function attend64(
  batch: i32, heads: i32, queries: i32, keys: i32, s: usize, padding: usize, mask: usize, maskStep: i32, scale: f64, causal: i32, p: usize,
): void {
  attend<f64>(batch, heads, queries, keys, s, padding, mask, maskStep, scale, causal, p);
}
export function attendBackward32(rows: i32, keys: i32, dp: usize, p: usize, scale: f64, ds: usize): void {
  attendBackward<f32>(rows, keys, dp, p, scale, ds);
}
export function attendBackward64(rows: i32, keys: i32, dp: usize, p: usize, scale: f64, ds: usize): void {
  attendBackward<f64>(rows, keys, dp, p, scale, ds);
}
export function rotate32(
  batch: i32, time: i32, ld: i32, at: i32, pieces: i32, size: i32, angles: usize, sense: f64, y: usize,
): void {
  rotate<f32>(batch, time, ld, at, pieces, size, angles, sense, y);
}
export function rotate64(
  batch: i32, time: i32, ld: i32, at: i32, pieces: i32, size: i32, angles: usize, sense: f64, y: usize,
): void {
  rotate<f64>(batch, time, ld, at, pieces, size, angles, sense, y);
}
