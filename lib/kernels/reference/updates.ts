import type { Numbers } from "../../tensor.ts";
import { flush, real } from "./real.ts";

export function sgd(
  w: Numbers,
  g: Numbers,
  v: Numbers | undefined,
  eta: number,
  mu: number,
  undamped: number,
  lambda: number,
  nesterov: boolean,
  first: boolean,
): void {
  const R = real(w);
  const { r } = R;
  const [E, M, U, L] = [r(eta), r(mu), r(undamped), r(lambda)];
  for (let i = 0; i < w.length; i++) {
    let d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    if (v !== undefined) {
      v[i] = flush(first ? d : r(r(M * v[i]) + r(U * d)), R);
      d = nesterov ? r(d + r(M * v[i])) : v[i];
    }
    w[i] = r(w[i] - r(E * d));
  }
}

export function adam(
  w: Numbers,
  g: Numbers,
  m: Numbers,
  v: Numbers,
  top: Numbers | undefined,
  alpha: number,
  gamma: number,
  beta1: number,
  beta2: number,
  rho: number,
  eps: number,
  lambda: number,
  kappa: number,
): void {
  const R = real(w);
  const { r } = R;
  const [A, B1, B2, C1, C2, P, E, L, K] = [alpha, beta1, beta2, 1 - beta1, 1 - beta2, rho, eps, lambda, kappa].map(r);
  const G = r(gamma);
  for (let i = 0; i < w.length; i++) {
    const d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    m[i] = flush(r(r(B1 * m[i]) + r(C1 * d)), R);
    v[i] = flush(r(r(B2 * v[i]) + r(C2 * r(d * d))), R);
    if (top !== undefined) top[i] = Math.max(top[i], v[i]);
    const size = r(r(r(Math.sqrt(top?.[i] ?? v[i])) / P) + E);
    const x = gamma === 0 ? r(K * w[i]) : r(r(K * w[i]) - r(G * r(d / size)));
    w[i] = r(x - r(A * r(m[i] / size)));
  }
}
