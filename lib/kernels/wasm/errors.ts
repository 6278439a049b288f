// Errors of predictions x against targets y, and what stands between them: four f32 or two f64 at a time.
import { flush } from "./common";
import { c, expOf, log1pOf, logOf, pow, sigmoidOf, sign, tanhOf } from "./elementwise";

/** ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|) */
// @ts-ignore: decorator
@inline function softplus<T>(z: v128): v128 {
  return v128.add<T>(v128.pmax<T>(z, c<T>(0)), log1pOf<T>(expOf<T>(v128.neg<T>(v128.abs<T>(z)))));
}

/** x ln x − x + ½ ln(2π x) where x > 1, else 0 */
// @ts-ignore: decorator
@inline export function stirling<T>(x: v128): v128 {
  const root = v128.mul<T>(c<T>(0.5), logOf<T>(v128.mul<T>(c<T>(6.283185307179586), x)));
  const y = v128.add<T>(v128.sub<T>(v128.mul<T>(x, logOf<T>(x)), x), root);
  return v128.and(y, v128.gt<T>(x, c<T>(1)));
}

/** The focal loss w q^γ softplus(−z), or its slope; z = ±x is the logit of the right answer, q = σ(−z). */
// @ts-ignore: decorator
@inline function focal<T>(x: v128, y: v128, gamma: v128, alpha: v128, back: bool): v128 {
  const zero = c<T>(0), one = c<T>(1), on = v128.gt<T>(y, zero);
  const z = v128.bitselect(x, v128.neg<T>(x), on), q = sigmoidOf<T>(v128.neg<T>(z)), e = softplus<T>(v128.neg<T>(z));
  const f = pow<T>(q, gamma);
  const w = v128.bitselect(one, v128.bitselect(alpha, v128.sub<T>(one, alpha), on), v128.lt<T>(alpha, zero));
  if (!back) return v128.mul<T>(w, v128.mul<T>(f, e));
  const slope = v128.add<T>(q, v128.mul<T>(gamma, v128.mul<T>(sigmoidOf<T>(z), e)));
  const dz = v128.mul<T>(w, v128.mul<T>(f, slope));
  return v128.bitselect(v128.neg<T>(dz), dz, on);
}

// Each is a class of one function, z = g(x, y; a, b), so that its loop holds it alone: the optimizer takes long to find one
// branch among so many. Nobody makes instances.

export class SmoothL1<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.abs<T>(v128.sub<T>(x, y));
    const near = v128.div<T>(v128.mul<T>(v128.mul<T>(c<T>(0.5), d), d), b);
    return v128.bitselect(near, v128.sub<T>(d, v128.mul<T>(c<T>(0.5), b)), v128.lt<T>(d, b));
  }
}

export class SmoothL1Backward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.sub<T>(x, y);
    return v128.bitselect(v128.mul<T>(a, v128.div<T>(d, b)), sign<T>(d, a), v128.lt<T>(v128.abs<T>(d), b));
  }
}

export class Huber<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.abs<T>(v128.sub<T>(x, y));
    const far = v128.mul<T>(b, v128.sub<T>(d, v128.mul<T>(c<T>(0.5), b)));
    return v128.bitselect(v128.mul<T>(v128.mul<T>(c<T>(0.5), d), d), far, v128.lt<T>(d, b));
  }
}

export class HuberBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.pmin<T>(v128.pmax<T>(v128.sub<T>(x, y), v128.neg<T>(b)), b));
  }
}

export class LogCosh<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.abs<T>(v128.sub<T>(x, y)), w = tanhOf<T>(d);
    const near = v128.mul<T>(c<T>(-0.5), log1pOf<T>(v128.neg<T>(v128.mul<T>(w, w))));
    const rest = log1pOf<T>(expOf<T>(v128.mul<T>(c<T>(-2), d)));
    return v128.bitselect(near, v128.add<T>(d, v128.sub<T>(rest, c<T>(0.6931471805599453))), v128.lt<T>(d, c<T>(1)));
  }
}

export class LogCoshBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, tanhOf<T>(v128.sub<T>(x, y)));
  }
}

export class SoftMargin<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return softplus<T>(v128.neg<T>(v128.mul<T>(y, x)));
  }
}

export class SoftMarginBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return flush<T>(v128.mul<T>(v128.mul<T>(v128.neg<T>(a), y), sigmoidOf<T>(v128.neg<T>(v128.mul<T>(y, x)))));
  }
}

export class SquaredHinge<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const gap = v128.pmax<T>(v128.sub<T>(b, v128.mul<T>(y, x)), c<T>(0));
    return v128.mul<T>(gap, gap);
  }
}

export class SquaredHingeBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const gap = v128.sub<T>(b, v128.mul<T>(y, x));
    return v128.andnot(v128.mul<T>(v128.mul<T>(v128.neg<T>(a), y), gap), v128.le<T>(gap, c<T>(0)));
  }
}

export class HingeEmbedding<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(x, v128.pmax<T>(v128.sub<T>(b, x), c<T>(0)), v128.gt<T>(y, c<T>(0)));
  }
}

export class HingeEmbeddingBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const apart = v128.andnot(v128.neg<T>(a), v128.le<T>(v128.sub<T>(b, x), c<T>(0)));
    return v128.bitselect(a, apart, v128.gt<T>(y, c<T>(0)));
  }
}

export class KLDivergence<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(v128.mul<T>(y, v128.sub<T>(logOf<T>(y), x)), v128.eq<T>(y, c<T>(0)));
  }
}

export class LogKLDivergence<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const p = expOf<T>(y);
    return v128.andnot(v128.mul<T>(p, v128.sub<T>(y, x)), v128.eq<T>(p, c<T>(0)));
  }
}

export class Poisson<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(x, v128.mul<T>(y, logOf<T>(v128.add<T>(x, b))));
  }
}

export class PoissonBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(c<T>(1), v128.div<T>(y, v128.add<T>(x, b))));
  }
}

export class LogPoisson<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(expOf<T>(x), v128.mul<T>(y, x));
  }
}

export class LogPoissonBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(expOf<T>(x), y));
  }
}

// a = γ, b = α
export class Focal<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return focal<T>(x, y, a, b, false);
  }
}

export class FocalBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return flush<T>(focal<T>(x, y, a, b, true));
  }
}

// x = the distance from the target, y = the variance, b = its floor
export class Gaussian<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const v = v128.pmax<T>(y, b);
    const e = v128.add<T>(logOf<T>(v), v128.div<T>(v128.mul<T>(x, x), v));
    return v128.add<T>(v128.mul<T>(c<T>(0.5), e), a);
  }
}

export class GaussianBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.div<T>(x, v128.pmax<T>(y, b)));
  }
}

export class GaussianVarianceBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const v = v128.pmax<T>(y, b);
    const e = v128.sub<T>(c<T>(1), v128.div<T>(v128.mul<T>(x, x), v));
    return v128.mul<T>(a, v128.div<T>(v128.mul<T>(c<T>(0.5), e), v));
  }
}

export class CosineEmbedding<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(v128.sub<T>(c<T>(1), x), v128.pmax<T>(v128.sub<T>(x, b), c<T>(0)), v128.gt<T>(y, c<T>(0)));
  }
}

export class CosineEmbeddingBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    const apart = v128.andnot(a, v128.le<T>(v128.sub<T>(x, b), c<T>(0)));
    return v128.bitselect(v128.neg<T>(a), apart, v128.gt<T>(y, c<T>(0)));
  }
}

export class Margin<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(v128.add<T>(b, v128.sub<T>(x, y)), c<T>(0));
  }
}

export class MarginBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(a, v128.le<T>(v128.add<T>(b, v128.sub<T>(x, y)), c<T>(0)));
  }
}

export class Lesser<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(y, x, v128.or(v128.lt<T>(y, x), v128.ne<T>(y, y)));
  }
}

export class Positives<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(y, softplus<T>(v128.neg<T>(x)));
  }
}

export class PositivesBackward<T> {
  // @ts-ignore: decorator
  @inline g(_: i32, x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.mul<T>(y, sigmoidOf<T>(v128.neg<T>(x))));
  }
}
