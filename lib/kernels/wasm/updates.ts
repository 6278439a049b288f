// The updates of the optimizers: n parameters w with gradients g, in PyTorch's order of operations. Each is one vector's
// step, inlined once for full vectors and once for the tail.
import { flush, get, lanes, put } from "./common";

// @ts-ignore: decorator
@inline function sgdStep<T>(
  full: bool, n: i32, w: usize, g: usize, v: usize, E: v128, M: v128, U: v128, L: v128, momentum: bool, decay: bool, nesterov: i32, first: i32,
): void {
  const x = get<T>(full, w, n);
  let d = get<T>(full, g, n);
  if (decay) d = v128.add<T>(d, v128.mul<T>(L, x));
  if (momentum) {
    let u = d;
    if (!first) u = v128.add<T>(v128.mul<T>(M, get<T>(full, v, n)), v128.mul<T>(U, d));
    u = flush<T>(u);
    put<T>(full, v, u, n);
    d = nesterov ? v128.add<T>(d, v128.mul<T>(M, u)) : u;
  }
  put<T>(full, w, v128.sub<T>(x, v128.mul<T>(E, d)), n);
}

/**
 * d = g + λ w;  v ← μ v + (1 − damping) d, or v ← d at the first step;  w ← w − η v, or w ← w − η (d + μ v) by Nesterov.
 * With μ = 0 there is no v, and w ← w − η d.
 */
export function sgd<T>(
  n: i32, w: usize, g: usize, v: usize, eta: f64, mu: f64, undamped: f64, lambda: f64, nesterov: i32, first: i32,
): void {
  const E = v128.splat<T>(<T>eta), M = v128.splat<T>(<T>mu), U = v128.splat<T>(<T>undamped), L = v128.splat<T>(<T>lambda);
  const momentum = mu != 0, decay = lambda != 0;
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    sgdStep<T>(true, n, w, g, v, E, M, U, L, momentum, decay, nesterov, first);
    w += 16;
    g += 16;
    v += 16;
  }
  if (n > 0) sgdStep<T>(false, n, w, g, v, E, M, U, L, momentum, decay, nesterov, first);
}

// @ts-ignore: decorator
@inline function adamStep<T>(
  full: bool, n: i32, w: usize, g: usize, m: usize, v: usize, top: usize,
  A: v128, G: v128, B1: v128, C1: v128, B2: v128, C2: v128, R: v128, E: v128, L: v128, K: v128, decay: bool, ahead: bool,
): void {
  const x = get<T>(full, w, n);
  let d = get<T>(full, g, n);
  if (decay) d = v128.add<T>(d, v128.mul<T>(L, x));
  const m1 = flush<T>(v128.add<T>(v128.mul<T>(B1, get<T>(full, m, n)), v128.mul<T>(C1, d)));
  const v1 = flush<T>(v128.add<T>(v128.mul<T>(B2, get<T>(full, v, n)), v128.mul<T>(C2, v128.mul<T>(d, d))));
  let high = v1;
  if (top) {
    high = v128.max<T>(get<T>(full, top, n), v1);
    put<T>(full, top, high, n);
  }
  const size = v128.add<T>(v128.div<T>(v128.sqrt<T>(high), R), E);
  put<T>(full, m, m1, n);
  put<T>(full, v, v1, n);
  let y = v128.mul<T>(K, x);
  if (ahead) y = v128.sub<T>(y, v128.mul<T>(G, v128.div<T>(d, size)));
  put<T>(full, w, v128.sub<T>(y, v128.mul<T>(A, v128.div<T>(m1, size))), n);
}

/**
 * d = g + λ w;  m ← β₁ m + (1 − β₁) d;  v ← β₂ v + (1 − β₂) d²;  w ← κ w − (α m + γ d) / (√v̂ / ρ + ε),
 * with v̂ = v, or the largest v so far where `top` is not 0. For Adam the caller gives α = η / (1 − β₁ᵗ), ρ = √(1 − β₂ᵗ),
 * and κ = 1 − η λ for the decoupled decay (then λ = 0 here). With ρ = ∞ and ε = 1 nothing is divided by.
 */
export function adam<T>(
  n: i32, w: usize, g: usize, m: usize, v: usize, top: usize,
  alpha: f64, gamma: f64, beta1: f64, beta2: f64, rho: f64, eps: f64, lambda: f64, kappa: f64,
): void {
  const A = v128.splat<T>(<T>alpha), G = v128.splat<T>(<T>gamma), R = v128.splat<T>(<T>rho), E = v128.splat<T>(<T>eps);
  const B1 = v128.splat<T>(<T>beta1), C1 = v128.splat<T>(<T>(1 - beta1));
  const B2 = v128.splat<T>(<T>beta2), C2 = v128.splat<T>(<T>(1 - beta2));
  const L = v128.splat<T>(<T>lambda), K = v128.splat<T>(<T>kappa), decay = lambda != 0, ahead = gamma != 0;
  for (; n >= lanes<T>(); n -= lanes<T>()) {
    adamStep<T>(true, n, w, g, m, v, top, A, G, B1, C1, B2, C2, R, E, L, K, decay, ahead);
    w += 16;
    g += 16;
    m += 16;
    v += 16;
    if (top) top += 16;
  }
  if (n > 0) adamStep<T>(false, n, w, g, m, v, top, A, G, B1, C1, B2, C2, R, E, L, K, decay, ahead);
}
