// The updates of the less common optimizers: parameters w, gradients g; and what searches and clipping ask of vectors.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/rules.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/**
 * d = g + λ w; v ← κ v + c d²; q = d / (√v + ε); w ← w − η q. Where there is an a, a ← κ a + c d, and v − a²,
 * but not less than 0, stands for v under the root; where there is a b, b ← μ b + q stands for q.
 */
export function rmsprop(
  w: Tensor,
  g: Tensor,
  v: Tensor,
  a: Tensor | undefined,
  b: Tensor | undefined,
  eta: number,
  kappa: number,
  c: number,
  mu: number,
  eps: number,
  lambda: number,
): void {
  run(
    native,
    "uruuu",
    w.size,
    (wasm, n, pw, pg, pv, pa, pb) => wasm.rmsprop(n, pw, pg, pv, pa, pb, eta, kappa, c, mu, eps, lambda),
    () => reference.rmsprop(w.data, g.data, v.data, a?.data, b?.data, eta, kappa, c, mu, eps, lambda),
    w,
    g,
    v,
    a,
    b,
  );
}

/** d = g + λ w; v ← ρ v + (1 − ρ) d²; s = √(u + ε) / √(v + ε) d; u ← ρ u + (1 − ρ) s²; w ← w − η s */
export function adadelta(
  w: Tensor,
  g: Tensor,
  v: Tensor,
  u: Tensor,
  eta: number,
  rho: number,
  eps: number,
  lambda: number,
): void {
  run(
    native,
    "uruu",
    w.size,
    (wasm, n, pw, pg, pv, pu) => wasm.adadelta(n, pw, pg, pv, pu, eta, rho, eps, lambda),
    () => reference.adadelta(w.data, g.data, v.data, u.data, eta, rho, eps, lambda),
    w,
    g,
    v,
    u,
  );
}

/** d = g + λ w; m ← β₁ m + (1 − β₁) d; u ← max(β₂ u, |d| + ε); w ← w − α m / u */
export function adamax(
  w: Tensor,
  g: Tensor,
  m: Tensor,
  u: Tensor,
  alpha: number,
  beta1: number,
  beta2: number,
  eps: number,
  lambda: number,
): void {
  run(
    native,
    "uruu",
    w.size,
    (wasm, n, pw, pg, pm, pu) => wasm.adamax(n, pw, pg, pm, pu, alpha, beta1, beta2, eps, lambda),
    () => reference.adamax(w.data, g.data, m.data, u.data, alpha, beta1, beta2, eps, lambda),
    w,
    g,
    m,
    u,
  );
}

/** w ← κ w − η sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g */
export function lion(w: Tensor, g: Tensor, m: Tensor, eta: number, beta1: number, beta2: number, kappa: number): void {
  run(
    native,
    "uru",
    w.size,
    (wasm, n, pw, pg, pm) => wasm.lion(n, pw, pg, pm, eta, beta1, beta2, kappa),
    () => reference.lion(w.data, g.data, m.data, eta, beta1, beta2, kappa),
    w,
    g,
    m,
  );
}

/** s ← s · (up where g p > 0, down where g p < 0) within [low, high]; d = g, 0 where g p < 0; w ← w − s sign d; p ← d */
export function rprop(
  w: Tensor,
  g: Tensor,
  p: Tensor,
  s: Tensor,
  down: number,
  up: number,
  low: number,
  high: number,
): void {
  run(
    native,
    "uruu",
    w.size,
    (wasm, n, pw, pg, pp, ps) => wasm.rprop(n, pw, pg, pp, ps, down, up, low, high),
    () => reference.rprop(w.data, g.data, p.data, s.data, down, up, low, high),
    w,
    g,
    p,
    s,
  );
}

/** d = g + λ w; w ← κ w − η d; a ← a + μ (w − a), and w itself for μ = 1 */
export function asgd(w: Tensor, g: Tensor, a: Tensor, eta: number, kappa: number, mu: number, lambda: number): void {
  run(
    native,
    "uru",
    w.size,
    (wasm, n, pw, pg, pa) => wasm.asgd(n, pw, pg, pa, eta, kappa, mu, lambda),
    () => reference.asgd(w.data, g.data, a.data, eta, kappa, mu, lambda),
    w,
    g,
    a,
  );
}

// What searches along a direction, and clipping, ask of vectors.

/** Σ x y, in float64 */
export function dot(x: Tensor, y: Tensor): number {
  let s = 0;
  const plain = (): void => void (s = reference.dot(x.data, y.data));
  run(native, "RR", 1, (wasm, _, px, py) => (s = wasm.dot(x.size, px, py)), plain, x, y);
  return s;
}

/** The largest |x|; NaN wins */
export function maxAbs(x: Tensor): number {
  let s = 0;
  const plain = (): void => void (s = reference.maxAbs(x.data));
  run(native, "R", 1, (wasm, _, px) => (s = wasm.maxAbs(x.size, px)), plain, x);
  return s;
}
