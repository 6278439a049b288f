// Elementwise kernels, y = f(x) above its derivative dx = dy f′; errors; sums.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./native.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

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

/** y = x where x > 0, else a (eᵏˣ − 1) */
export const elu = (y: Tensor, x: Tensor, a: number, k: number): void => map(op.ELU, y, x, a, k);
/** dx = dy where x > 0, else dy b eᵏˣ, where b is a k */
export const eluBackward = (dx: Tensor, dy: Tensor, x: Tensor, b: number, k: number): void =>
  zip(op.ELU_BACKWARD, dx, dy, x, b, k);

/** y = ln(1 + eᵏˣ) / k, or x where k x > top */
export const softplus = (y: Tensor, x: Tensor, k: number, top: number): void => map(op.SOFTPLUS, y, x, k, top);
/** dx = dy σ(k x), or dy where k x > top */
export const softplusBackward = (dx: Tensor, dy: Tensor, x: Tensor, k: number, top: number): void =>
  zip(op.SOFTPLUS_BACKWARD, dx, dy, x, k, top);

/** y = x Φ(x), with Φ(x) = ½ + ½ erf(x / √2) */
export const gelu = (y: Tensor, x: Tensor): void => map(op.GELU, y, x);
/** dx = dy (Φ(x) + x e^(−x²/2) / √2π) */
export const geluBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.GELU_BACKWARD, dx, dy, x);

/** y = x σ(u), with u = 2 √(2/π) (x + 0.044715 x³): ½ x (1 + tanh ½u) */
export const geluTanh = (y: Tensor, x: Tensor): void => map(op.GELU_TANH, y, x);
/** dx = dy (s + x s (1 − s) u′), with s = σ(u) */
export const geluTanhBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.GELU_TANH_BACKWARD, dx, dy, x);

/** y = x σ(x) */
export const silu = (y: Tensor, x: Tensor): void => map(op.SILU, y, x);
/** dx = dy (s + x s (1 − s)), with s = σ(x) */
export const siluBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.SILU_BACKWARD, dx, dy, x);

/** y = x w, with w = tanh ln(1 + eˣ) */
export const mish = (y: Tensor, x: Tensor): void => map(op.MISH, y, x);
/** dx = dy (w + x σ(x) (1 − w²)) */
export const mishBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.MISH_BACKWARD, dx, dy, x);

/** y = x / (1 + |x|) */
export const softsign = (y: Tensor, x: Tensor): void => map(op.SOFTSIGN, y, x);
/** dx = dy / (1 + |x|)² */
export const softsignBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.SOFTSIGN_BACKWARD, dx, dy, x);

/** y = x min(max(x + 3, 0), 6) / 6 */
export const hardswish = (y: Tensor, x: Tensor): void => map(op.HARDSWISH, y, x);
/** dx = 0 where x ≤ −3, dy where x ≥ 3, else dy (x/3 + ½) */
export const hardswishBackward = (dx: Tensor, dy: Tensor, x: Tensor): void => zip(op.HARDSWISH_BACKWARD, dx, dy, x);

/** y = x where x > a, else b */
export const threshold = (y: Tensor, x: Tensor, a: number, b: number): void => map(op.THRESHOLD, y, x, a, b);

/** y = eˣ */
export const exp = (y: Tensor, x: Tensor): void => map(op.EXP, y, x);
/** y = eˣ − 1, with all digits near 0 */
export const expm1 = (y: Tensor, x: Tensor): void => map(op.EXPM1, y, x);
/** y = 2 / √π times the integral of e^−t² from 0 to x */
export const erf = (y: Tensor, x: Tensor): void => map(op.ERF, y, x);
/** y = ln x */
export const log = (y: Tensor, x: Tensor): void => map(op.LOG, y, x);
/** y = ln(1 + x) */
export const log1p = (y: Tensor, x: Tensor): void => map(op.LOG1P, y, x);

/** y = xⁿ: products for whole n up to 64 in size, a root for n = ½, else eⁿ ˡⁿ ˣ, which is NaN where x < 0 */
export const pow = (y: Tensor, x: Tensor, n: number): void => map(op.POW, y, x, n);

/** y = sign(x) |x|ⁿ, and 0 for 0 */
export const signedPow = (y: Tensor, x: Tensor, n: number): void => map(op.SIGNED_POW, y, x, n);
/** y = 1 / √(x + a) */
export const rsqrt = (y: Tensor, x: Tensor, a: number): void => map(op.RSTD, y, x, a);

/** y = a x */
export const scale = (y: Tensor, x: Tensor, a: number): void => map(op.SCALE, y, x, a);
/** y = a x + b */
export const affine = (y: Tensor, x: Tensor, a: number, b: number): void => map(op.AFFINE, y, x, a, b);
/** c = a + b */
export const add = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.ADD, c, a, b);
/** c = a − b */
export const subtract = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.SUB, c, a, b);
/** c = a · b, element by element */
export const multiply = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.MUL, c, a, b);
/** c = a / b, element by element */
export const divide = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.DIV, c, a, b);
/** c = max(a, b), element by element; NaN wins */
export const max = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.MAX, c, a, b);
/** c = min(a, b), element by element; NaN wins */
export const min = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.LESSER, c, a, b);
/** c = 1 where a > b, else 0 */
export const exceeds = (c: Tensor, a: Tensor, b: Tensor): void => zip(op.EXCEEDS, c, a, b);
/** z = x m + b where the mask m is not 0, else a */
export const masked = (z: Tensor, x: Tensor, m: Tensor, a: number, b: number): void => zip(op.MASKED, z, x, m, a, b);
/** r = 1 where x > 0, else a: the slopes of a ReLU that leaks a x */
export const rectifiedSlope = (r: Tensor, x: Tensor, a: Tensor): void => zip(op.RECTIFIED_SLOPE, r, x, a);
/** z = x where |y| > a, else 0 */
export const whereLarge = (z: Tensor, x: Tensor, y: Tensor, a: number): void => zip(op.WHERE_LARGE, z, x, y, a);
/** z = x sign y, so that |x| is x sign x */
export const timesSign = (z: Tensor, x: Tensor, y: Tensor): void => zip(op.TIMES_SIGN, z, x, y);
/** y += a x */
export const addScaled = (y: Tensor, x: Tensor, a: number): void => zip(op.ADD_SCALED, y, y, x, a);
/** y += a sign x */
export const addSign = (y: Tensor, x: Tensor, a: number): void => zip(op.ADD_SIGN, y, y, x, a);

// Errors of predictions y against targets t: l, above dy = a ∂l/∂y.

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

/** l = (max(margin − t y, 0))² */
export const squaredHinge = (l: Tensor, y: Tensor, t: Tensor, margin: number): void =>
  zip(op.SQUARED_HINGE, l, y, t, 0, margin);
/** dy = −2 a t max(margin − t y, 0) */
export const squaredHingeBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number, margin: number): void =>
  zip(op.SQUARED_HINGE_BACKWARD, dy, y, t, 2 * a, margin);

/** l = y where t > 0, else max(margin − y, 0) */
export const hingeEmbedding = (l: Tensor, y: Tensor, t: Tensor, margin: number): void =>
  zip(op.HINGE_EMBEDDING, l, y, t, 0, margin);
/** dy = a where t > 0, else −a where y < margin, else 0 */
export const hingeEmbeddingBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number, margin: number): void =>
  zip(op.HINGE_EMBEDDING_BACKWARD, dy, y, t, a, margin);

/** l = ln(1 + e^−ty) */
export const softMargin = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.SOFT_MARGIN, l, y, t);
/** dy = −a t σ(−t y) */
export const softMarginBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number): void =>
  zip(op.SOFT_MARGIN_BACKWARD, dy, y, t, a);

/** l = d² / 2β where d = |y − t| < β, else d − β / 2 */
export const smoothAbsError = (l: Tensor, y: Tensor, t: Tensor, beta: number): void =>
  zip(op.SMOOTH_L1, l, y, t, 0, beta);
/** dy = a (y − t) / β where |y − t| < β, else a sign(y − t) */
export const smoothAbsErrorBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number, beta: number): void =>
  zip(op.SMOOTH_L1_BACKWARD, dy, y, t, a, beta);

/** l = d² / 2 where d = |y − t| < δ, else δ (d − δ / 2) */
export const huber = (l: Tensor, y: Tensor, t: Tensor, delta: number): void => zip(op.HUBER, l, y, t, 0, delta);
/** dy = a min(max(y − t, −δ), δ) */
export const huberBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number, delta: number): void =>
  zip(op.HUBER_BACKWARD, dy, y, t, a, delta);

/** l = ln cosh(y − t) */
export const logCosh = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.LOG_COSH, l, y, t);
/** dy = a tanh(y − t) */
export const logCoshBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number): void =>
  zip(op.LOG_COSH_BACKWARD, dy, y, t, a);

/** l = t (ln t − y), 0 where t = 0 */
export const klDivergence = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.KL_DIVERGENCE, l, y, t);
/** l = eᵗ (t − y), 0 where eᵗ = 0 */
export const logKlDivergence = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.LOG_KL_DIVERGENCE, l, y, t);

/** l = y − t ln(y + eps) */
export const poisson = (l: Tensor, y: Tensor, t: Tensor, eps: number): void => zip(op.POISSON, l, y, t, 0, eps);
/** dy = a (1 − t / (y + eps)) */
export const poissonBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number, eps: number): void =>
  zip(op.POISSON_BACKWARD, dy, y, t, a, eps);
/** l = eʸ − t y */
export const logPoisson = (l: Tensor, y: Tensor, t: Tensor): void => zip(op.LOG_POISSON, l, y, t);
/** dy = a (eʸ − t) */
export const logPoissonBackward = (dy: Tensor, y: Tensor, t: Tensor, a: number): void =>
  zip(op.LOG_POISSON_BACKWARD, dy, y, t, a);
/** s = t ln t − t + ½ ln(2π t) where t > 1, else 0: Stirling's ln t! */
export const stirling = (s: Tensor, t: Tensor): void => map(op.STIRLING, s, t);

/** l = w q^γ (−ln p), where p = σ(±y) is what t says, q = 1 − p, and w = α for t = 1, 1 − α for t = 0, 1 for α < 0 */
export const focal = (l: Tensor, y: Tensor, t: Tensor, gamma: number, alpha: number): void =>
  zip(op.FOCAL, l, y, t, gamma, alpha);
/** dy = ∓w q^γ (q − γ p ln p) */
export const focalBackward = (dy: Tensor, y: Tensor, t: Tensor, gamma: number, alpha: number): void =>
  zip(op.FOCAL_BACKWARD, dy, y, t, gamma, alpha);

/** l = (ln v + d² / v) / 2 + c, with v of at least eps */
export const gaussian = (l: Tensor, d: Tensor, v: Tensor, c: number, eps: number): void =>
  zip(op.GAUSSIAN, l, d, v, c, eps);
/** dd = a d / v */
export const gaussianBackward = (dd: Tensor, d: Tensor, v: Tensor, a: number, eps: number): void =>
  zip(op.GAUSSIAN_BACKWARD, dd, d, v, a, eps);
/** dv = a (1 − d² / v) / 2v */
export const gaussianVarianceBackward = (dv: Tensor, d: Tensor, v: Tensor, a: number, eps: number): void =>
  zip(op.GAUSSIAN_VARIANCE_BACKWARD, dv, d, v, a, eps);

/** l = 1 − c where t > 0, else max(c − margin, 0) */
export const cosineEmbedding = (l: Tensor, c: Tensor, t: Tensor, margin: number): void =>
  zip(op.COSINE_EMBEDDING, l, c, t, 0, margin);
/** dc = −a where t > 0, else a where c > margin, else 0 */
export const cosineEmbeddingBackward = (dc: Tensor, c: Tensor, t: Tensor, a: number, margin: number): void =>
  zip(op.COSINE_EMBEDDING_BACKWARD, dc, c, t, a, margin);

/** l = max(margin + x − y, 0) */
export const exceedance = (l: Tensor, x: Tensor, y: Tensor, margin: number): void => zip(op.MARGIN, l, x, y, 0, margin);
/** dx = −dy = a where margin + x > y, else 0 */
export const exceedanceBackward = (dx: Tensor, x: Tensor, y: Tensor, a: number, margin: number): void =>
  zip(op.MARGIN_BACKWARD, dx, x, y, a, margin);

/** l = t ln(1 + e⁻ˣ): what the positives cost in bceWithLogits */
export const positives = (l: Tensor, x: Tensor, t: Tensor): void => zip(op.POSITIVES, l, x, t);
/** dx = −a t σ(−x) */
export const positivesBackward = (dx: Tensor, x: Tensor, t: Tensor, a: number): void =>
  zip(op.POSITIVES_BACKWARD, dx, x, t, -a);

/** d = [y ≥ 0] − [t > 0]: 1 where an output is on that should be off, −1 where it is off and should be on, else 0 */
export const thresholdError = (d: Tensor, y: Tensor, t: Tensor): void => zip(op.THRESHOLD_ERROR, d, y, t);

// Sums, in float64.

/** Σ x */
export const sum = (x: Tensor): number => reduce(op.SUM, x);
/** Σ x² */
export const sumSquares = (x: Tensor): number => reduce(op.SUM_SQUARES, x);
/** Σ |x| */
export const sumAbs = (x: Tensor): number => reduce(op.SUM_ABS, x);

/** y = 0. Not `data.fill`, which is many times slower in shared memory. */
export function clear(y: Tensor): void {
  const wasm = y.at === 0 ? undefined : native(y.dtype);
  if (wasm === undefined) y.data.fill(0);
  else wasm.clear(y.size, y.at);
}

/** The first index whose number is not in [low, high], bounds of x's type, as NaN never is; −1 where all are */
export function firstOutside(x: Tensor, low: number, high: number): number {
  const wasm = x.at === 0 || x.dtype === "int32" ? undefined : native(x.dtype);
  return wasm?.firstOutside(x.size, x.at, low, high) ?? reference.firstOutside(x.data, low, high);
}

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run("wr", y.size, kernel, () => reference.map(k, y.data, x.data, a, b), y, x);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, pz: number, px: number, py: number): void =>
    wasm.zip(k, n, px, py, pz, a, b);
  run("wrr", z.size, kernel, () => reference.zip(k, z.data, x.data, y.data, a, b), z, x, y);
}

/** A sum in pieces would have another order: an array off the heap is summed whole, or by plain loops if it is large. */
function reduce(k: number, x: Tensor): number {
  let s = 0;
  const plain = (): void => void (s = reference.reduce(k, x.data));
  run("R", 1, (wasm, _, px) => (s = wasm.reduce(k, x.size, px)), plain, x);
  return s;
}
