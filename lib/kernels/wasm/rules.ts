// The updates of the less common optimizers, as those of updates.ts; and sums and maxima of whole vectors.
import { flush, get, lanes, loadTail, put } from "./common";
import { sign } from "./vectors";

// @ts-ignore: decorator
@inline function rmspropStep<T>(
  full: bool, n: i32, w: usize, g: usize, v: usize, a: usize, b: usize,
  E: v128, K: v128, C: v128, M: v128, P: v128, L: v128, decay: bool,
): void {
  const x = get<T>(full, w, n);
  let d = get<T>(full, g, n);
  if (decay) d = v128.add<T>(d, v128.mul<T>(L, x));
  let v1 = flush<T>(v128.add<T>(v128.mul<T>(K, get<T>(full, v, n)), v128.mul<T>(C, v128.mul<T>(d, d))));
  put<T>(full, v, v1, n);
  if (a) {
    const a1 = flush<T>(v128.add<T>(v128.mul<T>(K, get<T>(full, a, n)), v128.mul<T>(C, d)));
    put<T>(full, a, a1, n);
    v1 = v128.max<T>(v128.sub<T>(v1, v128.mul<T>(a1, a1)), v128.splat<T>(<T>0));
  }
  let q = v128.div<T>(d, v128.add<T>(v128.sqrt<T>(v1), P));
  if (b) {
    q = flush<T>(v128.add<T>(v128.mul<T>(M, get<T>(full, b, n)), q));
    put<T>(full, b, q, n);
  }
  put<T>(full, w, v128.sub<T>(x, v128.mul<T>(E, q)), n);
}

/**
 * d = g + λ w;  v ← κ v + c d²;  q = d / (√v + ε);  w ← w − η q. Where `a` is not 0, a ← κ a + c d, and v − a²,
 * which rounding must not bring below 0, stands for v under the root; where `b` is not 0, b ← μ b + q stands for q.
 */
export function rmsprop<T>(
  n: i32, w: usize, g: usize, v: usize, a: usize, b: usize, eta: f64, kappa: f64, c: f64, mu: f64, eps: f64, lambda: f64,
): void {
  const E = v128.splat<T>(<T>eta), K = v128.splat<T>(<T>kappa), C = v128.splat<T>(<T>c), M = v128.splat<T>(<T>mu);
  const P = v128.splat<T>(<T>eps), L = v128.splat<T>(<T>lambda), decay = lambda != 0;
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    rmspropStep<T>(true, n, w, g, v, a, b, E, K, C, M, P, L, decay);
    w += 16;
    g += 16;
    v += 16;
    if (a) a += 16;
    if (b) b += 16;
  }
  if (n > 0) rmspropStep<T>(false, n, w, g, v, a, b, E, K, C, M, P, L, decay);
}

// @ts-ignore: decorator
@inline function adadeltaStep<T>(
  full: bool, n: i32, w: usize, g: usize, v: usize, u: usize, E: v128, R: v128, C: v128, P: v128, L: v128, decay: bool,
): void {
  const x = get<T>(full, w, n);
  let d = get<T>(full, g, n);
  if (decay) d = v128.add<T>(d, v128.mul<T>(L, x));
  const v1 = flush<T>(v128.add<T>(v128.mul<T>(R, get<T>(full, v, n)), v128.mul<T>(C, v128.mul<T>(d, d))));
  const u0 = get<T>(full, u, n);
  const scale = v128.div<T>(v128.sqrt<T>(v128.add<T>(u0, P)), v128.sqrt<T>(v128.add<T>(v1, P)));
  const s = v128.mul<T>(scale, d);
  put<T>(full, v, v1, n);
  put<T>(full, u, flush<T>(v128.add<T>(v128.mul<T>(R, u0), v128.mul<T>(C, v128.mul<T>(s, s)))), n);
  put<T>(full, w, v128.sub<T>(x, v128.mul<T>(E, s)), n);
}

/** d = g + λ w;  v ← ρ v + (1 − ρ) d²;  s = √(u + ε) / √(v + ε) d;  u ← ρ u + (1 − ρ) s²;  w ← w − η s */
export function adadelta<T>(
  n: i32, w: usize, g: usize, v: usize, u: usize, eta: f64, rho: f64, eps: f64, lambda: f64,
): void {
  const E = v128.splat<T>(<T>eta), R = v128.splat<T>(<T>rho), C = v128.splat<T>(<T>(1 - rho));
  const P = v128.splat<T>(<T>eps), L = v128.splat<T>(<T>lambda), decay = lambda != 0;
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    adadeltaStep<T>(true, n, w, g, v, u, E, R, C, P, L, decay);
    w += 16;
    g += 16;
    v += 16;
    u += 16;
  }
  if (n > 0) adadeltaStep<T>(false, n, w, g, v, u, E, R, C, P, L, decay);
}

// @ts-ignore: decorator
@inline function adamaxStep<T>(
  full: bool, n: i32, w: usize, g: usize, m: usize, u: usize,
  A: v128, B1: v128, C1: v128, B2: v128, P: v128, L: v128, decay: bool,
): void {
  const x = get<T>(full, w, n);
  let d = get<T>(full, g, n);
  if (decay) d = v128.add<T>(d, v128.mul<T>(L, x));
  const m1 = flush<T>(v128.add<T>(v128.mul<T>(B1, get<T>(full, m, n)), v128.mul<T>(C1, d)));
  const u1 = flush<T>(v128.max<T>(v128.mul<T>(B2, get<T>(full, u, n)), v128.add<T>(v128.abs<T>(d), P)));
  put<T>(full, m, m1, n);
  put<T>(full, u, u1, n);
  put<T>(full, w, v128.sub<T>(x, v128.mul<T>(A, v128.div<T>(m1, u1))), n);
}

/** d = g + λ w;  m ← β₁ m + (1 − β₁) d;  u ← max(β₂ u, |d| + ε);  w ← w − α m / u */
export function adamax<T>(
  n: i32, w: usize, g: usize, m: usize, u: usize, alpha: f64, beta1: f64, beta2: f64, eps: f64, lambda: f64,
): void {
  const A = v128.splat<T>(<T>alpha), B1 = v128.splat<T>(<T>beta1), C1 = v128.splat<T>(<T>(1 - beta1));
  const B2 = v128.splat<T>(<T>beta2), P = v128.splat<T>(<T>eps), L = v128.splat<T>(<T>lambda), decay = lambda != 0;
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    adamaxStep<T>(true, n, w, g, m, u, A, B1, C1, B2, P, L, decay);
    w += 16;
    g += 16;
    m += 16;
    u += 16;
  }
  if (n > 0) adamaxStep<T>(false, n, w, g, m, u, A, B1, C1, B2, P, L, decay);
}

// @ts-ignore: decorator
@inline function lionStep<T>(
  full: bool, n: i32, w: usize, g: usize, m: usize, E: v128, B1: v128, C1: v128, B2: v128, C2: v128, K: v128,
): void {
  const d = get<T>(full, g, n), m0 = get<T>(full, m, n);
  const u = v128.add<T>(v128.mul<T>(B1, m0), v128.mul<T>(C1, d));
  put<T>(full, w, v128.sub<T>(v128.mul<T>(K, get<T>(full, w, n)), sign<T>(u, E)), n);
  put<T>(full, m, flush<T>(v128.add<T>(v128.mul<T>(B2, m0), v128.mul<T>(C2, d))), n);
}

/** w ← κ w − η sign(β₁ m + (1 − β₁) g);  m ← β₂ m + (1 − β₂) g */
export function lion<T>(
  n: i32, w: usize, g: usize, m: usize, eta: f64, beta1: f64, beta2: f64, kappa: f64,
): void {
  const E = v128.splat<T>(<T>eta), K = v128.splat<T>(<T>kappa);
  const B1 = v128.splat<T>(<T>beta1), C1 = v128.splat<T>(<T>(1 - beta1));
  const B2 = v128.splat<T>(<T>beta2), C2 = v128.splat<T>(<T>(1 - beta2));
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    lionStep<T>(true, n, w, g, m, E, B1, C1, B2, C2, K);
    w += 16;
    g += 16;
    m += 16;
  }
  if (n > 0) lionStep<T>(false, n, w, g, m, E, B1, C1, B2, C2, K);
}

// @ts-ignore: decorator
@inline function rpropStep<T>(
  full: bool, n: i32, w: usize, g: usize, p: usize, s: usize, D: v128, U: v128, low: v128, high: v128,
): void {
  const zero = v128.splat<T>(<T>0);
  let d = get<T>(full, g, n);
  const c = v128.mul<T>(d, get<T>(full, p, n));
  const turned = v128.lt<T>(c, zero);
  const f = v128.bitselect(U, v128.bitselect(D, v128.splat<T>(<T>1), turned), v128.gt<T>(c, zero));
  const s1 = v128.min<T>(v128.max<T>(v128.mul<T>(get<T>(full, s, n), f), low), high);
  d = v128.andnot(d, turned);
  put<T>(full, p, flush<T>(d), n);
  put<T>(full, s, s1, n);
  put<T>(full, w, v128.sub<T>(get<T>(full, w, n), sign<T>(d, s1)), n);
}

/**
 * s ← s times η₊ where g p > 0, η₋ where g p < 0, within [low, high];  d = g, but 0 where g p < 0;
 * w ← w − s sign d;  p ← d
 */
export function rprop<T>(
  n: i32, w: usize, g: usize, p: usize, s: usize, down: f64, up: f64, low: f64, high: f64,
): void {
  const D = v128.splat<T>(<T>down), U = v128.splat<T>(<T>up), least = v128.splat<T>(<T>low), most = v128.splat<T>(<T>high);
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    rpropStep<T>(true, n, w, g, p, s, D, U, least, most);
    w += 16;
    g += 16;
    p += 16;
    s += 16;
  }
  if (n > 0) rpropStep<T>(false, n, w, g, p, s, D, U, least, most);
}

// @ts-ignore: decorator
@inline function asgdStep<T>(
  full: bool, n: i32, w: usize, g: usize, a: usize, E: v128, K: v128, M: v128, L: v128, decay: bool, whole: bool,
): void {
  const x = get<T>(full, w, n);
  let d = get<T>(full, g, n);
  if (decay) d = v128.add<T>(d, v128.mul<T>(L, x));
  const y = v128.sub<T>(v128.mul<T>(K, x), v128.mul<T>(E, d)), a0 = get<T>(full, a, n);
  put<T>(full, w, y, n);
  put<T>(full, a, whole ? y : v128.add<T>(a0, v128.mul<T>(M, v128.sub<T>(y, a0))), n);
}

/** d = g + λ w;  w ← κ w − η d;  a ← a + μ (w − a), the mean of all w where μ = 1 / t */
export function asgd<T>(
  n: i32, w: usize, g: usize, a: usize, eta: f64, kappa: f64, mu: f64, lambda: f64,
): void {
  const E = v128.splat<T>(<T>eta), K = v128.splat<T>(<T>kappa), M = v128.splat<T>(<T>mu), L = v128.splat<T>(<T>lambda);
  const decay = lambda != 0, whole = mu == 1;
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    asgdStep<T>(true, n, w, g, a, E, K, M, L, decay, whole);
    w += 16;
    g += 16;
    a += 16;
  }
  if (n > 0) asgdStep<T>(false, n, w, g, a, E, K, M, L, decay, whole);
}

// @ts-ignore: decorator
@inline function product<T>(x: usize, y: usize): f64 {
  return <f64>load<T>(x) * <f64>load<T>(y);
}

/** Σ x y in float64, in the order of all sums. */
export function dot<T>(n: i32, x: usize, y: usize): f64 {
  const es: usize = sizeof<T>();
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
  for (; n >= 4; n -= 4) {
    s0 += product<T>(x, y);
    s1 += product<T>(x + es, y + es);
    s2 += product<T>(x + 2 * es, y + 2 * es);
    s3 += product<T>(x + 3 * es, y + 3 * es);
    x += 4 * es;
    y += 4 * es;
  }
  if (n > 0) s0 += product<T>(x, y);
  if (n > 1) s1 += product<T>(x + es, y + es);
  if (n > 2) s2 += product<T>(x + 2 * es, y + 2 * es);
  return s0 + s1 + (s2 + s3);
}

/** The largest |x|, NaN where there is one. */
export function maxAbs<T>(n: i32, x: usize): f64 {
  let m = v128.splat<T>(<T>0);
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    m = v128.max<T>(m, v128.abs<T>(v128.load(x)));
    x += 16;
  }
  if (n > 0) m = v128.max<T>(m, v128.abs<T>(loadTail<T>(x, n)));
  let top: T = v128.extract_lane<T>(m, 0);
  if (sizeof<T>() == 4) {
    const lower = max<T>(v128.extract_lane<T>(m, 2), v128.extract_lane<T>(m, 3));
    top = max<T>(top, lower);
  }
  return <f64>max<T>(top, v128.extract_lane<T>(m, 1));
}
