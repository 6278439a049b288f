// The updates of the optimizers: parameters w, gradients g.
import type { Tensor } from "../tensor.ts";
import { native } from "./binaries/updates.ts";
import * as reference from "./reference/index.ts";
import { run } from "./stage.ts";

/** d = g + λ w; v ← μ v + (1 − damping) d, at the first step v ← d; w ← w − η v, or w − η (d + μ v) by Nesterov */
export function sgd(
  w: Tensor,
  g: Tensor,
  v: Tensor | undefined,
  eta: number,
  mu: number,
  undamped: number,
  lambda: number,
  nesterov: boolean,
  first: boolean,
): void {
  run(
    native,
    "uru",
    w.size,
    (wasm, n, pw, pg, pv) => wasm.sgd(n, pw, pg, pv, eta, mu, undamped, lambda, +nesterov, +first),
    () => reference.sgd(w.data, g.data, v?.data, eta, mu, undamped, lambda, nesterov, first),
    w,
    g,
    v,
  );
}

/** d = g + λ w; m ← β₁ m + (1 − β₁) d; v ← β₂ v + (1 − β₂) d²; w ← κ w − (α m + γ d) / (√(v or the largest v) / ρ + ε) */
export function adam(
  w: Tensor,
  g: Tensor,
  m: Tensor,
  v: Tensor,
  top: Tensor | undefined,
  alpha: number,
  gamma: number,
  beta1: number,
  beta2: number,
  rho: number,
  eps: number,
  lambda: number,
  kappa: number,
): void {
  run(
    native,
    "uruuu",
    w.size,
    (wasm, n, pw, pg, pm, pv, pt) =>
      wasm.adam(n, pw, pg, pm, pv, pt, alpha, gamma, beta1, beta2, rho, eps, lambda, kappa),
    () =>
      reference.adam(w.data, g.data, m.data, v.data, top?.data, alpha, gamma, beta1, beta2, rho, eps, lambda, kappa),
    w,
    g,
    m,
    v,
    top,
  );
}
