// Errors of predictions x against targets y, and what stands between them.
import { flush } from "./common";
import { mapBy, whole, wholePairs, zipBy } from "./loops";
import * as op from "./ops";
import { c, expOf, log1pOf, logOf, powOf, sigmoidOf, sign, tanhOf } from "./vectors";

/** ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|) */
// @ts-ignore: decorator
@inline function softplus<T>(z: v128): v128 {
  return v128.add<T>(v128.pmax<T>(z, c<T>(0)), log1pOf<T>(expOf<T>(v128.neg<T>(v128.abs<T>(z)))));
}

/** The focal loss w q^γ softplus(−z), or its slope; z = ±x is the logit of the right answer, q = σ(−z). */
// @ts-ignore: decorator
@inline function focal<T>(x: v128, y: v128, gamma: v128, alpha: v128, back: bool): v128 {
  const zero = c<T>(0), one = c<T>(1), on = v128.gt<T>(y, zero);
  const z = v128.bitselect(x, v128.neg<T>(x), on), q = sigmoidOf<T>(v128.neg<T>(z)), e = softplus<T>(v128.neg<T>(z));
  const f = powOf<T>(q, gamma);
  const w = v128.bitselect(one, v128.bitselect(alpha, v128.sub<T>(one, alpha), on), v128.lt<T>(alpha, zero));
  if (!back) return v128.mul<T>(w, v128.mul<T>(f, e));
  const slope = v128.add<T>(q, v128.mul<T>(gamma, v128.mul<T>(sigmoidOf<T>(z), e)));
  const dz = v128.mul<T>(w, v128.mul<T>(f, slope));
  return v128.bitselect(v128.neg<T>(dz), dz, on);
}

export class SquaredError<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.sub<T>(x, y);
    return v128.mul<T>(d, d);
  }
}

export class SquaredErrorBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(x, y));
  }
}

export class AbsError<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.abs<T>(v128.sub<T>(x, y));
  }
}

export class AbsErrorBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return sign<T>(v128.sub<T>(x, y), a);
  }
}

export class BCE<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const on = v128.mul<T>(y, v128.max<T>(logOf<T>(x), c<T>(-100)));
    const off = v128.mul<T>(v128.sub<T>(c<T>(1), y), v128.max<T>(log1pOf<T>(v128.neg<T>(x)), c<T>(-100)));
    return v128.neg<T>(v128.add<T>(on, off));
  }
}

export class BCEBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const slope = v128.max<T>(v128.mul<T>(v128.sub<T>(c<T>(1), x), x), c<T>(1e-12));
    return v128.mul<T>(a, v128.div<T>(v128.sub<T>(x, y), slope));
  }
}

export class BCEWithLogits<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const rest = log1pOf<T>(expOf<T>(v128.neg<T>(v128.abs<T>(x))));
    return v128.add<T>(v128.sub<T>(v128.pmax<T>(x, c<T>(0)), v128.mul<T>(x, y)), rest);
  }
}

export class BCEWithLogitsBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return flush<T>(v128.mul<T>(a, v128.sub<T>(sigmoidOf<T>(x), y)));
  }
}

export class Hinge<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(v128.sub<T>(b, v128.mul<T>(y, x)), c<T>(0));
  }
}

export class HingeBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const gap = v128.sub<T>(b, v128.mul<T>(y, x));
    return v128.andnot(v128.mul<T>(v128.neg<T>(a), y), v128.le<T>(gap, c<T>(0)));
  }
}

export class ThresholdError<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(v128.and(v128.ge<T>(x, c<T>(0)), c<T>(1)), v128.and(v128.gt<T>(y, c<T>(0)), c<T>(1)));
  }
}

export class SmoothL1<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.abs<T>(v128.sub<T>(x, y));
    const near = v128.div<T>(v128.mul<T>(v128.mul<T>(c<T>(0.5), d), d), b);
    return v128.bitselect(near, v128.sub<T>(d, v128.mul<T>(c<T>(0.5), b)), v128.lt<T>(d, b));
  }
}

export class SmoothL1Backward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.sub<T>(x, y);
    return v128.bitselect(v128.mul<T>(a, v128.div<T>(d, b)), sign<T>(d, a), v128.lt<T>(v128.abs<T>(d), b));
  }
}

export class Huber<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.abs<T>(v128.sub<T>(x, y));
    const far = v128.mul<T>(b, v128.sub<T>(d, v128.mul<T>(c<T>(0.5), b)));
    return v128.bitselect(v128.mul<T>(v128.mul<T>(c<T>(0.5), d), d), far, v128.lt<T>(d, b));
  }
}

export class HuberBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.pmin<T>(v128.pmax<T>(v128.sub<T>(x, y), v128.neg<T>(b)), b));
  }
}

export class LogCosh<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.abs<T>(v128.sub<T>(x, y)), w = tanhOf<T>(d);
    const near = v128.mul<T>(c<T>(-0.5), log1pOf<T>(v128.neg<T>(v128.mul<T>(w, w))));
    const rest = log1pOf<T>(expOf<T>(v128.mul<T>(c<T>(-2), d)));
    return v128.bitselect(near, v128.add<T>(d, v128.sub<T>(rest, c<T>(0.6931471805599453))), v128.lt<T>(d, c<T>(1)));
  }
}

export class LogCoshBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, tanhOf<T>(v128.sub<T>(x, y)));
  }
}

export class SoftMargin<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return softplus<T>(v128.neg<T>(v128.mul<T>(y, x)));
  }
}

export class SoftMarginBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return flush<T>(v128.mul<T>(v128.mul<T>(v128.neg<T>(a), y), sigmoidOf<T>(v128.neg<T>(v128.mul<T>(y, x)))));
  }
}

export class SquaredHinge<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const gap = v128.pmax<T>(v128.sub<T>(b, v128.mul<T>(y, x)), c<T>(0));
    return v128.mul<T>(gap, gap);
  }
}

export class SquaredHingeBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const gap = v128.sub<T>(b, v128.mul<T>(y, x));
    return v128.andnot(v128.mul<T>(v128.mul<T>(v128.neg<T>(a), y), gap), v128.le<T>(gap, c<T>(0)));
  }
}

export class HingeEmbedding<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(x, v128.pmax<T>(v128.sub<T>(b, x), c<T>(0)), v128.gt<T>(y, c<T>(0)));
  }
}

export class HingeEmbeddingBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const apart = v128.andnot(v128.neg<T>(a), v128.le<T>(v128.sub<T>(b, x), c<T>(0)));
    return v128.bitselect(a, apart, v128.gt<T>(y, c<T>(0)));
  }
}

export class KLDivergence<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(v128.mul<T>(y, v128.sub<T>(logOf<T>(y), x)), v128.eq<T>(y, c<T>(0)));
  }
}

export class LogKLDivergence<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const p = expOf<T>(y);
    return v128.andnot(v128.mul<T>(p, v128.sub<T>(y, x)), v128.eq<T>(p, c<T>(0)));
  }
}

export class Poisson<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(x, v128.mul<T>(y, logOf<T>(v128.add<T>(x, b))));
  }
}

export class PoissonBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(c<T>(1), v128.div<T>(y, v128.add<T>(x, b))));
  }
}

export class LogPoisson<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(expOf<T>(x), v128.mul<T>(y, x));
  }
}

export class LogPoissonBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(expOf<T>(x), y));
  }
}

// a = γ, b = α
export class Focal<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return focal<T>(x, y, a, b, false);
  }
}

export class FocalBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return flush<T>(focal<T>(x, y, a, b, true));
  }
}

// x = the distance from the target, y = the variance, b = its floor
export class Gaussian<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const v = v128.pmax<T>(y, b);
    const e = v128.add<T>(logOf<T>(v), v128.div<T>(v128.mul<T>(x, x), v));
    return v128.add<T>(v128.mul<T>(c<T>(0.5), e), a);
  }
}

export class GaussianBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.div<T>(x, v128.pmax<T>(y, b)));
  }
}

export class GaussianVarianceBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const v = v128.pmax<T>(y, b);
    const e = v128.sub<T>(c<T>(1), v128.div<T>(v128.mul<T>(x, x), v));
    return v128.mul<T>(a, v128.div<T>(v128.mul<T>(c<T>(0.5), e), v));
  }
}

export class CosineEmbedding<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(v128.sub<T>(c<T>(1), x), v128.pmax<T>(v128.sub<T>(x, b), c<T>(0)), v128.gt<T>(y, c<T>(0)));
  }
}

export class CosineEmbeddingBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const apart = v128.andnot(a, v128.le<T>(v128.sub<T>(x, b), c<T>(0)));
    return v128.bitselect(v128.neg<T>(a), apart, v128.gt<T>(y, c<T>(0)));
  }
}

export class Margin<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(v128.add<T>(b, v128.sub<T>(x, y)), c<T>(0));
  }
}

export class MarginBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(a, v128.le<T>(v128.add<T>(b, v128.sub<T>(x, y)), c<T>(0)));
  }
}

export class Positives<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(y, softplus<T>(v128.neg<T>(x)));
  }
}

export class PositivesBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.mul<T>(y, sigmoidOf<T>(v128.neg<T>(x))));
  }
}

/** x ln x − x + ½ ln(2π x) where x > 1, else 0 */
export class Stirling<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    const root = v128.mul<T>(c<T>(0.5), logOf<T>(v128.mul<T>(c<T>(6.283185307179586), x)));
    const y = v128.add<T>(v128.sub<T>(v128.mul<T>(x, logOf<T>(x)), x), root);
    return v128.and(y, v128.gt<T>(x, c<T>(1)));
  }
}

/** The loops by number. */
class Errors<T> {
  one(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    switch (k) {
      case op.STIRLING: return whole<T, Stirling<T>>(n, x, y, a, b);
    }
  }

  two(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
    switch (k) {
      case op.SQUARED_ERROR: return wholePairs<T, SquaredError<T>>(n, x, y, z, a, b);
      case op.SQUARED_ERROR_BACKWARD: return wholePairs<T, SquaredErrorBackward<T>>(n, x, y, z, a, b);
      case op.ABS_ERROR: return wholePairs<T, AbsError<T>>(n, x, y, z, a, b);
      case op.ABS_ERROR_BACKWARD: return wholePairs<T, AbsErrorBackward<T>>(n, x, y, z, a, b);
      case op.BCE: return wholePairs<T, BCE<T>>(n, x, y, z, a, b);
      case op.BCE_BACKWARD: return wholePairs<T, BCEBackward<T>>(n, x, y, z, a, b);
      case op.BCE_WITH_LOGITS: return wholePairs<T, BCEWithLogits<T>>(n, x, y, z, a, b);
      case op.BCE_WITH_LOGITS_BACKWARD: return wholePairs<T, BCEWithLogitsBackward<T>>(n, x, y, z, a, b);
      case op.HINGE: return wholePairs<T, Hinge<T>>(n, x, y, z, a, b);
      case op.HINGE_BACKWARD: return wholePairs<T, HingeBackward<T>>(n, x, y, z, a, b);
      case op.THRESHOLD_ERROR: return wholePairs<T, ThresholdError<T>>(n, x, y, z, a, b);
      case op.SMOOTH_L1: return wholePairs<T, SmoothL1<T>>(n, x, y, z, a, b);
      case op.SMOOTH_L1_BACKWARD: return wholePairs<T, SmoothL1Backward<T>>(n, x, y, z, a, b);
      case op.HUBER: return wholePairs<T, Huber<T>>(n, x, y, z, a, b);
      case op.HUBER_BACKWARD: return wholePairs<T, HuberBackward<T>>(n, x, y, z, a, b);
      case op.LOG_COSH: return wholePairs<T, LogCosh<T>>(n, x, y, z, a, b);
      case op.LOG_COSH_BACKWARD: return wholePairs<T, LogCoshBackward<T>>(n, x, y, z, a, b);
      case op.SOFT_MARGIN: return wholePairs<T, SoftMargin<T>>(n, x, y, z, a, b);
      case op.SOFT_MARGIN_BACKWARD: return wholePairs<T, SoftMarginBackward<T>>(n, x, y, z, a, b);
      case op.SQUARED_HINGE: return wholePairs<T, SquaredHinge<T>>(n, x, y, z, a, b);
      case op.SQUARED_HINGE_BACKWARD: return wholePairs<T, SquaredHingeBackward<T>>(n, x, y, z, a, b);
      case op.HINGE_EMBEDDING: return wholePairs<T, HingeEmbedding<T>>(n, x, y, z, a, b);
      case op.HINGE_EMBEDDING_BACKWARD: return wholePairs<T, HingeEmbeddingBackward<T>>(n, x, y, z, a, b);
      case op.KL_DIVERGENCE: return wholePairs<T, KLDivergence<T>>(n, x, y, z, a, b);
      case op.LOG_KL_DIVERGENCE: return wholePairs<T, LogKLDivergence<T>>(n, x, y, z, a, b);
      case op.POISSON: return wholePairs<T, Poisson<T>>(n, x, y, z, a, b);
      case op.POISSON_BACKWARD: return wholePairs<T, PoissonBackward<T>>(n, x, y, z, a, b);
      case op.LOG_POISSON: return wholePairs<T, LogPoisson<T>>(n, x, y, z, a, b);
      case op.LOG_POISSON_BACKWARD: return wholePairs<T, LogPoissonBackward<T>>(n, x, y, z, a, b);
      case op.FOCAL: return wholePairs<T, Focal<T>>(n, x, y, z, a, b);
      case op.FOCAL_BACKWARD: return wholePairs<T, FocalBackward<T>>(n, x, y, z, a, b);
      case op.GAUSSIAN: return wholePairs<T, Gaussian<T>>(n, x, y, z, a, b);
      case op.GAUSSIAN_BACKWARD: return wholePairs<T, GaussianBackward<T>>(n, x, y, z, a, b);
      case op.GAUSSIAN_VARIANCE_BACKWARD: return wholePairs<T, GaussianVarianceBackward<T>>(n, x, y, z, a, b);
      case op.COSINE_EMBEDDING: return wholePairs<T, CosineEmbedding<T>>(n, x, y, z, a, b);
      case op.COSINE_EMBEDDING_BACKWARD: return wholePairs<T, CosineEmbeddingBackward<T>>(n, x, y, z, a, b);
      case op.MARGIN: return wholePairs<T, Margin<T>>(n, x, y, z, a, b);
      case op.MARGIN_BACKWARD: return wholePairs<T, MarginBackward<T>>(n, x, y, z, a, b);
      case op.POSITIVES: return wholePairs<T, Positives<T>>(n, x, y, z, a, b);
      case op.POSITIVES_BACKWARD: return wholePairs<T, PositivesBackward<T>>(n, x, y, z, a, b);
    }
  }
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a: f64, b: f64): void {
  mapBy<T, Errors<T>>(k, n, x, y, a, b);
}

/** z = g(x, y; a, b), n elements; z may be x or y. */
export function zip<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a: f64, b: f64): void {
  zipBy<T, Errors<T>>(k, n, x, y, z, a, b);
}
