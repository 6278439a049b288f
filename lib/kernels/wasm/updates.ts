// The updates of the optimizers: n parameters w with gradients g, in PyTorch's order of operations.
import { flush, lanes, loadTail, storeTail } from "./common";

/**
 * d = g + λ w;  v ← μ v + (1 − damping) d, or v ← d at the first step;  w ← w − η v, or w ← w − η (d + μ v) by Nesterov.
 * With μ = 0 there is no v, and w ← w − η d.
 */
export function sgd<T>(
  n: i32, w: usize, g: usize, v: usize, eta: f64, mu: f64, undamped: f64, lambda: f64, nesterov: i32, first: i32,
): void {
  const E = v128.splat<T>(<T>eta), M = v128.splat<T>(<T>mu), U = v128.splat<T>(<T>undamped), L = v128.splat<T>(<T>lambda);
  for (; n > 0; n -= lanes<T>()) {
    const full = n >= lanes<T>();
    const x = full ? v128.load(w) : loadTail<T>(w, n);
    let d = full ? v128.load(g) : loadTail<T>(g, n);
    if (lambda != 0) d = v128.add<T>(d, v128.mul<T>(L, x));
    if (mu != 0) {
      let u = d;
      if (!first) u = v128.add<T>(v128.mul<T>(M, full ? v128.load(v) : loadTail<T>(v, n)), v128.mul<T>(U, d));
      u = flush<T>(u);
      if (full) v128.store(v, u);
      else storeTail<T>(v, u, n);
      v += 16;
      d = nesterov ? v128.add<T>(d, v128.mul<T>(M, u)) : u;
    }
    const y = v128.sub<T>(x, v128.mul<T>(E, d));
    if (full) v128.store(w, y);
    else storeTail<T>(w, y, n);
    w += 16;
    g += 16;
  }
}

/**
 * d = g + λ w;  m ← β₁ m + (1 − β₁) d;  v ← β₂ v + (1 − β₂) d²;  w ← κ w − α m / (√v̂ / ρ + ε),
 * with v̂ = v, or the largest v so far where `top` is not 0. The caller gives α = η / (1 − β₁ᵗ), ρ = √(1 − β₂ᵗ), and
 * κ = 1 − η λ for the decoupled decay (then λ = 0 here).
 */
export function adam<T>(
  n: i32, w: usize, g: usize, m: usize, v: usize, top: usize,
  alpha: f64, beta1: f64, beta2: f64, rho: f64, eps: f64, lambda: f64, kappa: f64,
): void {
  const A = v128.splat<T>(<T>alpha), R = v128.splat<T>(<T>rho), E = v128.splat<T>(<T>eps);
  const B1 = v128.splat<T>(<T>beta1), C1 = v128.splat<T>(<T>(1 - beta1));
  const B2 = v128.splat<T>(<T>beta2), C2 = v128.splat<T>(<T>(1 - beta2));
  const L = v128.splat<T>(<T>lambda), K = v128.splat<T>(<T>kappa);
  for (; n > 0; n -= lanes<T>()) {
    const full = n >= lanes<T>();
    const x = full ? v128.load(w) : loadTail<T>(w, n);
    let d = full ? v128.load(g) : loadTail<T>(g, n);
    if (lambda != 0) d = v128.add<T>(d, v128.mul<T>(L, x));
    const m1 = flush<T>(v128.add<T>(v128.mul<T>(B1, full ? v128.load(m) : loadTail<T>(m, n)), v128.mul<T>(C1, d)));
    const v1 = flush<T>(
      v128.add<T>(v128.mul<T>(B2, full ? v128.load(v) : loadTail<T>(v, n)), v128.mul<T>(C2, v128.mul<T>(d, d))),
    );
    let high = v1;
    if (top) {
      high = v128.max<T>(full ? v128.load(top) : loadTail<T>(top, n), v1);
      if (full) v128.store(top, high);
      else storeTail<T>(top, high, n);
      top += 16;
    }
    const size = v128.add<T>(v128.div<T>(v128.sqrt<T>(high), R), E);
    const y = v128.sub<T>(v128.mul<T>(K, x), v128.mul<T>(A, v128.div<T>(m1, size)));
    if (full) {
      v128.store(m, m1);
      v128.store(v, v1);
      v128.store(w, y);
    } else {
      storeTail<T>(m, m1, n);
      storeTail<T>(v, v1, n);
      storeTail<T>(w, y, n);
    }
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}
