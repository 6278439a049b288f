// Activations y = f(x), each above its derivative dx = g(dy, y) or g(dy, x).
import { Mul } from "./elementwise";
import { each, mapBy, pairs, whole, wholePairs, zipBy } from "./loops";
import { sigmoid, tanh } from "./math";
import * as op from "./ops";
import { c } from "./vectors";

export class Tanh<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return tanh<T>(x);
  }
}

export class TanhBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, v128.sub<T>(c<T>(1), v128.mul<T>(y, y)));
  }
}

export class Sigmoid<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return sigmoid<T>(x);
  }
}

export class SigmoidBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.mul<T>(x, v128.mul<T>(y, v128.sub<T>(c<T>(1), y)));
  }
}

export class ReLU<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.pmax<T>(x, c<T>(0)); // NaN stays: 0 takes its place only where x < 0
  }
}

export class ReLUBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(x, v128.le<T>(y, c<T>(0)));
  }
}

export class LeakyReLU<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.bitselect(x, v128.mul<T>(a, x), v128.gt<T>(x, c<T>(0)));
  }
}

export class LeakyReLUBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.bitselect(x, v128.mul<T>(a, x), v128.gt<T>(y, c<T>(0)));
  }
}

export class Hardtanh<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.pmin<T>(v128.pmax<T>(x, a), b);
  }
}

export class HardtanhBackward<T> {
  // @ts-ignore: decorator
  @inline g(x: v128, y: v128, a: v128, b: v128): v128 {
    return v128.andnot(x, v128.or(v128.le<T>(y, a), v128.ge<T>(y, b)));
  }
}

export class Threshold<T> {
  // @ts-ignore: decorator
  @inline f(x: v128, a: v128, b: v128): v128 {
    return v128.bitselect(b, x, v128.le<T>(x, a));
  }
}

/** The loops by number. */
class Activations<T> {
  one(k: i32, n: i32, x: usize, y: usize, a: v128, b: v128): void {
    switch (k) {
      case op.TANH: return whole<T, Tanh<T>>(n, x, y, a, b);
      case op.SIGMOID: return whole<T, Sigmoid<T>>(n, x, y, a, b);
      case op.RELU: return whole<T, ReLU<T>>(n, x, y, a, b);
      case op.LEAKY_RELU: return whole<T, LeakyReLU<T>>(n, x, y, a, b);
      case op.HARDTANH: return whole<T, Hardtanh<T>>(n, x, y, a, b);
      case op.THRESHOLD: return whole<T, Threshold<T>>(n, x, y, a, b);
    }
  }

  two(k: i32, n: i32, x: usize, y: usize, z: usize, a: v128, b: v128): void {
    switch (k) {
      case op.TANH_BACKWARD: return wholePairs<T, TanhBackward<T>>(n, x, y, z, a, b);
      case op.SIGMOID_BACKWARD: return wholePairs<T, SigmoidBackward<T>>(n, x, y, z, a, b);
      case op.RELU_BACKWARD: return wholePairs<T, ReLUBackward<T>>(n, x, y, z, a, b);
      case op.LEAKY_RELU_BACKWARD: return wholePairs<T, LeakyReLUBackward<T>>(n, x, y, z, a, b);
      case op.HARDTANH_BACKWARD: return wholePairs<T, HardtanhBackward<T>>(n, x, y, z, a, b);
    }
  }
}

/** y = f(x; a, b), n elements. */
export function map<T>(k: i32, n: i32, x: usize, y: usize, a: f64, b: f64): void {
  mapBy<T, Activations<T>>(k, n, x, y, a, b);
}

/** z = g(x, y; a, b), n elements; z may be x or y. */
export function zip<T>(k: i32, n: i32, x: usize, y: usize, z: usize, a: f64, b: f64): void {
  zipBy<T, Activations<T>>(k, n, x, y, z, a, b);
}

/** y[i, j] = a σ(b), where row i of x is a, then b. */
export function glu<T>(rows: i32, cols: i32, x: usize, y: usize): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    each<T, Sigmoid<T>>(cols, x + bytes, y);
    pairs<T, Mul<T>>(cols, x, y, y);
    x += 2 * bytes;
    y += bytes;
  }
}

/** da = dy s, db = dy a s (1 − s), with s = σ(b), which stands where da will be. */
export function gluBackward<T>(rows: i32, cols: i32, dy: usize, x: usize, dx: usize): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; --rows) {
    each<T, Sigmoid<T>>(cols, x + bytes, dx);
    pairs<T, Mul<T>>(cols, dy, x, dx + bytes);
    pairs<T, SigmoidBackward<T>>(cols, dx + bytes, dx, dx + bytes);
    pairs<T, Mul<T>>(cols, dy, dx, dx);
    dy += bytes;
    x += 2 * bytes;
    dx += 2 * bytes;
  }
}
