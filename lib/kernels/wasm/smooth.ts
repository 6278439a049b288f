// Activations that are smooth, or nearly so, where ReLU has its corner: y = f(x), each above dx = g(dy, x).
import { mapBy, whole, wholePairs, zipBy } from "./loops";
import * as op from "./ops";
import { c, expm1Of, expOf, log1pOf, sigmoidOf } from "./vectors";

/** The u of GELU by tanh: 2 √(2/π) (x + 0.044715 x³). */
// @ts-ignore: decorator
@inline function geluArgument<T>(x: v128, square: v128): v128 {
  const cubic = v128.add<T>(v128.mul<T>(c<T>(0.044715), square), c<T>(1));
  return v128.mul<T>(v128.mul<T>(x, cubic), c<T>(1.5957691216057308));
}

/** tanh ln(1 + eˣ) = top / (top + 2 low), from e = e^−|x|. */
// @ts-ignore: decorator
@inline function mishTop<T>(e: v128, positive: v128): v128 {
  const two = c<T>(2);
  return v128.bitselect(v128.add<T>(c<T>(1), v128.mul<T>(two, e)), v128.mul<T>(e, v128.add<T>(two, e)), positive);
}
// @ts-ignore: decorator
@inline function mishLow<T>(e: v128, positive: v128): v128 {
  return v128.bitselect(v128.mul<T>(e, e), c<T>(1), positive);
}

export class ELU<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.bitselect(x, v128.mul<T>(a, expm1Of<T>(v128.mul<T>(b, x))), v128.gt<T>(x, c<T>(0)));
  }
}

export class ELUBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(x, v128.mul<T>(x, v128.mul<T>(a, expOf<T>(v128.mul<T>(b, y)))), v128.gt<T>(y, c<T>(0)));
  }
}

export class Softplus<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    const z = v128.mul<T>(a, x), rest = log1pOf<T>(expOf<T>(v128.neg<T>(v128.abs<T>(z))));
    return v128.bitselect(x, v128.div<T>(v128.add<T>(v128.pmax<T>(z, c<T>(0)), rest), a), v128.gt<T>(z, b));
  }
}

export class SoftplusBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const z = v128.mul<T>(a, y);
    return v128.bitselect(x, v128.mul<T>(x, sigmoidOf<T>(z)), v128.gt<T>(z, b));
  }
}

export class GELUTanh<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, sigmoidOf<T>(geluArgument<T>(x, v128.mul<T>(x, x))));
  }
}

export class GELUTanhBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const square = v128.mul<T>(y, y), s = sigmoidOf<T>(geluArgument<T>(y, square));
    const quadratic = v128.add<T>(v128.mul<T>(c<T>(0.134145), square), c<T>(1));
    const slope = v128.mul<T>(quadratic, c<T>(1.5957691216057308));
    const rest = v128.mul<T>(v128.mul<T>(y, v128.mul<T>(s, v128.sub<T>(c<T>(1), s))), slope);
    return v128.mul<T>(x, v128.add<T>(s, rest));
  }
}

export class SiLU<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, sigmoidOf<T>(x));
  }
}

export class SiLUBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const s = sigmoidOf<T>(y), rest = v128.mul<T>(y, v128.mul<T>(s, v128.sub<T>(c<T>(1), s)));
    return v128.mul<T>(x, v128.add<T>(s, rest));
  }
}

export class Mish<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    const e = expOf<T>(v128.neg<T>(v128.abs<T>(x))), positive = v128.gt<T>(x, c<T>(0)), top = mishTop<T>(e, positive);
    const all = v128.add<T>(top, v128.mul<T>(c<T>(2), mishLow<T>(e, positive)));
    return v128.mul<T>(x, v128.div<T>(top, all));
  }
}

export class MishBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const e = expOf<T>(v128.neg<T>(v128.abs<T>(y))), positive = v128.gt<T>(y, c<T>(0));
    const top = mishTop<T>(e, positive), low = v128.mul<T>(c<T>(2), mishLow<T>(e, positive)), all = v128.add<T>(top, low);
    const w = v128.div<T>(top, all), s = v128.div<T>(v128.bitselect(c<T>(1), e, positive), v128.add<T>(c<T>(1), e));
    const rest = v128.mul<T>(v128.div<T>(low, all), v128.add<T>(c<T>(1), w));
    return v128.mul<T>(x, v128.add<T>(w, v128.mul<T>(y, v128.mul<T>(s, rest))));
  }
}

export class Softsign<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.div<T>(x, v128.add<T>(c<T>(1), v128.abs<T>(x)));
  }
}

export class SoftsignBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const d = v128.add<T>(c<T>(1), v128.abs<T>(y));
    return v128.div<T>(v128.div<T>(x, d), d);
  }
}

export class Hardswish<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    const z = v128.pmin<T>(v128.pmax<T>(v128.add<T>(x, c<T>(3)), c<T>(0)), c<T>(6));
    return v128.div<T>(v128.mul<T>(x, z), c<T>(6));
  }
}

export class HardswishBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const inner = v128.mul<T>(x, v128.add<T>(v128.div<T>(y, c<T>(3)), c<T>(0.5)));
    return v128.andnot(v128.bitselect(x, inner, v128.ge<T>(y, c<T>(3))), v128.le<T>(y, c<T>(-3)));
  }
}

/** The loops by number. */
class Smooth<T> {
  one(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    switch (k) {
      case op.ELU: return whole<T, ELU<T>>(n, x, y, a, b);
      case op.SOFTPLUS: return whole<T, Softplus<T>>(n, x, y, a, b);
      case op.GELU_TANH: return whole<T, GELUTanh<T>>(n, x, y, a, b);
      case op.SILU: return whole<T, SiLU<T>>(n, x, y, a, b);
      case op.MISH: return whole<T, Mish<T>>(n, x, y, a, b);
      case op.SOFTSIGN: return whole<T, Softsign<T>>(n, x, y, a, b);
      case op.HARDSWISH: return whole<T, Hardswish<T>>(n, x, y, a, b);
    }
  }

  two(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
    switch (k) {
      case op.ELU_BACKWARD: return wholePairs<T, ELUBackward<T>>(n, x, y, z, a, b);
      case op.SOFTPLUS_BACKWARD: return wholePairs<T, SoftplusBackward<T>>(n, x, y, z, a, b);
      case op.GELU_TANH_BACKWARD: return wholePairs<T, GELUTanhBackward<T>>(n, x, y, z, a, b);
      case op.SILU_BACKWARD: return wholePairs<T, SiLUBackward<T>>(n, x, y, z, a, b);
      case op.MISH_BACKWARD: return wholePairs<T, MishBackward<T>>(n, x, y, z, a, b);
      case op.SOFTSIGN_BACKWARD: return wholePairs<T, SoftsignBackward<T>>(n, x, y, z, a, b);
      case op.HARDSWISH_BACKWARD: return wholePairs<T, HardswishBackward<T>>(n, x, y, z, a, b);
    }
  }
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a: f64, b: f64): void {
  mapBy<T, Smooth<T>>(k, n, x, y, a, b);
}

/** z = g(x, y; a, b), n elements; z may be x or y. */
export function zip<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a: f64, b: f64): void {
  zipBy<T, Smooth<T>>(k, n, x, y, z, a, b);
}
