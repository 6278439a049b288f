// Functions y = f(x) that the others are made of.
import { mapBy, whole } from "./loops";
import { exp, expm1, log, log1p } from "./math";
import * as op from "./ops";
import { c, pow, powOf, sign } from "./vectors";

export class Exp<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return exp<T>(x);
  }
}

export class Expm1<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return expm1<T>(x);
  }
}

export class Log<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return log<T>(x);
  }
}

export class Log1p<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return log1p<T>(x);
  }
}

export class Pow<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return pow<T>(x, a);
  }
}

export class SignedPow<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(sign<T>(x, c<T>(1)), powOf<T>(v128.abs<T>(x), a));
  }
}

/** The loops by number. */
class Functions<T> {
  one(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    switch (k) {
      case op.EXP: return whole<T, Exp<T>>(n, x, y, a, b);
      case op.EXPM1: return whole<T, Expm1<T>>(n, x, y, a, b);
      case op.LOG: return whole<T, Log<T>>(n, x, y, a, b);
      case op.LOG1P: return whole<T, Log1p<T>>(n, x, y, a, b);
      case op.POW: return whole<T, Pow<T>>(n, x, y, a, b);
      case op.SIGNED_POW: return whole<T, SignedPow<T>>(n, x, y, a, b);
    }
  }
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a: f64, b: f64): void {
  mapBy<T, Functions<T>>(k, n, x, y, a, b);
}
