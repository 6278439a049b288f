import type { Numbers } from "../../tensor.ts";
import { flush, float64, real, sign, sum } from "./real.ts";

export function rmsprop(
  w: Numbers,
  g: Numbers,
  v: Numbers,
  a: Numbers | undefined,
  b: Numbers | undefined,
  eta: number,
  kappa: number,
  c: number,
  mu: number,
  eps: number,
  lambda: number,
): void {
  const R = real(w);
  const { r } = R;
  const [E, K, C, M, P, L] = [eta, kappa, c, mu, eps, lambda].map(r);
  for (let i = 0; i < w.length; i++) {
    const d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    v[i] = flush(r(r(K * v[i]) + r(C * r(d * d))), R);
    if (a !== undefined) a[i] = flush(r(r(K * a[i]) + r(C * d)), R);
    const square = a === undefined ? v[i] : Math.max(r(v[i] - r(a[i] * a[i])), 0);
    let q = r(d / r(r(Math.sqrt(square)) + P));
    if (b !== undefined) q = b[i] = flush(r(r(M * b[i]) + q), R);
    w[i] = r(w[i] - r(E * q));
  }
}

export function adadelta(
  w: Numbers,
  g: Numbers,
  v: Numbers,
  u: Numbers,
  eta: number,
  rho: number,
  eps: number,
  lambda: number,
): void {
  const R = real(w);
  const { r } = R;
  const [E, K, C, P, L] = [eta, rho, 1 - rho, eps, lambda].map(r);
  for (let i = 0; i < w.length; i++) {
    const d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    v[i] = flush(r(r(K * v[i]) + r(C * r(d * d))), R);
    const s = r(r(r(Math.sqrt(r(u[i] + P))) / r(Math.sqrt(r(v[i] + P)))) * d);
    u[i] = flush(r(r(K * u[i]) + r(C * r(s * s))), R);
    w[i] = r(w[i] - r(E * s));
  }
}

export function adamax(
  w: Numbers,
  g: Numbers,
  m: Numbers,
  u: Numbers,
  alpha: number,
  beta1: number,
  beta2: number,
  eps: number,
  lambda: number,
): void {
  const R = real(w);
  const { r } = R;
  const [A, B1, C1, B2, P, L] = [alpha, beta1, 1 - beta1, beta2, eps, lambda].map(r);
  for (let i = 0; i < w.length; i++) {
    const d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    m[i] = flush(r(r(B1 * m[i]) + r(C1 * d)), R);
    u[i] = flush(Math.max(r(B2 * u[i]), r(Math.abs(d) + P)), R);
    w[i] = r(w[i] - r(A * r(m[i] / u[i])));
  }
}

export function lion(
  w: Numbers,
  g: Numbers,
  m: Numbers,
  eta: number,
  beta1: number,
  beta2: number,
  kappa: number,
): void {
  const R = real(w);
  const { r } = R;
  const [E, B1, C1, B2, C2, K] = [eta, beta1, 1 - beta1, beta2, 1 - beta2, kappa].map(r);
  for (let i = 0; i < w.length; i++) {
    w[i] = r(r(K * w[i]) - sign(r(r(B1 * m[i]) + r(C1 * g[i])), E));
    m[i] = flush(r(r(B2 * m[i]) + r(C2 * g[i])), R);
  }
}

export function rprop(
  w: Numbers,
  g: Numbers,
  p: Numbers,
  s: Numbers,
  down: number,
  up: number,
  low: number,
  high: number,
): void {
  const R = real(w);
  const { r } = R;
  const [D, U, least, most] = [down, up, low, high].map(r);
  for (let i = 0; i < w.length; i++) {
    const c = r(g[i] * p[i]);
    s[i] = Math.min(Math.max(r(s[i] * (c > 0 ? U : c < 0 ? D : 1)), least), most);
    const d = c < 0 ? 0 : g[i];
    p[i] = flush(d, R);
    w[i] = r(w[i] - sign(d, s[i]));
  }
}

export function asgd(w: Numbers, g: Numbers, a: Numbers, eta: number, kappa: number, mu: number, lambda: number): void {
  const { r } = real(w);
  const [E, K, M, L] = [eta, kappa, mu, lambda].map(r);
  for (let i = 0; i < w.length; i++) {
    const d = lambda === 0 ? g[i] : r(g[i] + r(L * w[i]));
    w[i] = r(r(K * w[i]) - r(E * d));
    a[i] = mu === 1 ? w[i] : r(a[i] + r(M * r(w[i] - a[i])));
  }
}

export function dot(x: Numbers, y: Numbers): number {
  return sum(x.length, (i) => x[i] * y[i], float64.r);
}

export function maxAbs(x: Numbers): number {
  return x.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
}
