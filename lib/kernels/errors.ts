// Errors of predictions y against targets t: l, above dy = a ∂l/∂y.
import type { Tensor } from "../tensor.ts";
import { native, type Native } from "./binaries/errors.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";
import * as op from "./wasm/ops.ts";

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

// A `map` and a `zip` for each family: the call in them then has one target, and is quick.

function map(k: number, y: Tensor, x: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, py: number, px: number): void => wasm.map(k, n, px, py, a, b);
  run(native, "wr", y.size, kernel, () => reference.map(reference.errors, k, y.data, x.data, a, b), y, x);
}

function zip(k: number, z: Tensor, x: Tensor, y: Tensor, a = 0, b = 0): void {
  const kernel = (wasm: Native, n: number, pz: number, px: number, py: number): void =>
    wasm.zip(k, n, px, py, pz, a, b);
  run(native, "wrr", z.size, kernel, () => reference.zip(reference.errors, k, z.data, x.data, y.data, a, b), z, x, y);
}
