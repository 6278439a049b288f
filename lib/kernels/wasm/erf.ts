// The error function, and the activation that is made of it.
import { mapBy, whole, wholePairs, zipBy } from "./loops";
import { cdf, erf } from "./math";
import * as op from "./ops";
import { c, expOf } from "./vectors";

export class Erf<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return erf<T>(x);
  }
}

export class GELU<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, cdf<T>(x));
  }
}

export class GELUBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    const bell = expOf<T>(v128.mul<T>(c<T>(-0.5), v128.mul<T>(y, y))), density = v128.mul<T>(c<T>(0.3989422804014327), bell);
    return v128.mul<T>(x, v128.add<T>(cdf<T>(y), v128.mul<T>(y, density)));
  }
}

/** The loops by number. */
class ErrorFunction<T> {
  one(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    switch (k) {
      case op.ERF: return whole<T, Erf<T>>(n, x, y, a, b);
      case op.GELU: return whole<T, GELU<T>>(n, x, y, a, b);
    }
  }

  two(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
    wholePairs<T, GELUBackward<T>>(n, x, y, z, a, b); // GELU_BACKWARD
  }
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a: f64, b: f64): void {
  mapBy<T, ErrorFunction<T>>(k, n, x, y, a, b);
}

/** z = g(x, y; a, b), n elements; z may be x or y. */
export function zip<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a: f64, b: f64): void {
  zipBy<T, ErrorFunction<T>>(k, n, x, y, z, a, b);
}
