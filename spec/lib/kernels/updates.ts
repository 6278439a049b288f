import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { sizes, type Cases } from "./harness.ts";

export const cases: Cases = {
  sgd: (d) => {
    const n = d.of(sizes);
    const moving = d.chance();
    const [eta, mu, undamped] = [d.rng.next(), moving ? d.rng.next() : 0, d.rng.next()];
    const [lambda, nesterov, first] = [d.of([0, 0.1]), d.chance(), d.chance()];
    return {
      operands: [d.floats(n), d.floats(n), ...(moving ? [d.floats(n)] : [])],
      kernel: ([w, g, v]) => kernels.sgd(w, g, v, eta, mu, undamped, lambda, nesterov, first),
      plain: ([w, g, v]) => reference.sgd(w, g, v, eta, mu, undamped, lambda, nesterov, first),
    };
  },
  adam: (d) => {
    const n = d.of(sizes);
    const [alpha, beta1, beta2, gamma] = [d.rng.next(), d.rng.next(), d.rng.next(), d.of([0, 0.3])];
    const [rho, eps, lambda, kappa] = [d.rng.next(), 1e-8, d.of([0, 0.1]), d.of([1, 0.999])];
    const moments = [d.floats(n), d.floats(n), ...(d.chance() ? [d.floats(n)] : [])];
    return {
      operands: [d.floats(n), d.floats(n), ...moments],
      kernel: ([w, g, m, v, top]) => kernels.adam(w, g, m, v, top, alpha, gamma, beta1, beta2, rho, eps, lambda, kappa),
      plain: ([w, g, m, v, top]) =>
        reference.adam(w, g, m, v, top, alpha, gamma, beta1, beta2, rho, eps, lambda, kappa),
    };
  },
  rmsprop: (d) => {
    const n = d.of(sizes);
    const [eta, kappa, c, mu] = [d.rng.next(), d.of([1, 0.9]), d.of([1, 0.1]), d.rng.next()];
    const [eps, lambda, count] = [1e-8, d.of([0, 0.1]), d.rng.integer(3)];
    const moving = count === 1 && d.chance(); // then the one that is there is b
    const placed = <X>(x: X, y: X): [X | undefined, X | undefined] => (moving ? [undefined, x] : [x, y]);
    return {
      operands: Array.from({ length: 3 + count }, () => d.floats(n)),
      kernel: ([w, g, v, x, y]) => kernels.rmsprop(w, g, v, ...placed(x, y), eta, kappa, c, mu, eps, lambda),
      plain: ([w, g, v, x, y]) => reference.rmsprop(w, g, v, ...placed(x, y), eta, kappa, c, mu, eps, lambda),
    };
  },
  adadelta: (d) => {
    const n = d.of(sizes);
    const [eta, rho, eps, lambda] = [d.rng.next(), d.rng.next(), 1e-6, d.of([0, 0.1])];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([w, g, v, u]) => kernels.adadelta(w, g, v, u, eta, rho, eps, lambda),
      plain: ([w, g, v, u]) => reference.adadelta(w, g, v, u, eta, rho, eps, lambda),
    };
  },
  adamax: (d) => {
    const n = d.of(sizes);
    const [alpha, beta1, beta2] = [d.rng.next(), d.rng.next(), d.rng.next()];
    const [eps, lambda] = [d.of([0, 1e-8]), d.of([0, 0.1])];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([w, g, m, u]) => kernels.adamax(w, g, m, u, alpha, beta1, beta2, eps, lambda),
      plain: ([w, g, m, u]) => reference.adamax(w, g, m, u, alpha, beta1, beta2, eps, lambda),
    };
  },
  lion: (d) => {
    const n = d.of(sizes);
    const [eta, beta1, beta2, kappa] = [d.rng.next(), d.rng.next(), d.rng.next(), d.of([1, 0.99])];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([w, g, m]) => kernels.lion(w, g, m, eta, beta1, beta2, kappa),
      plain: ([w, g, m]) => reference.lion(w, g, m, eta, beta1, beta2, kappa),
    };
  },
  rprop: (d) => {
    const n = d.of(sizes);
    const [down, up, low, high] = [d.rng.next(), 1 + d.rng.next(), 1e-6, 2];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([w, g, p, s]) => kernels.rprop(w, g, p, s, down, up, low, high),
      plain: ([w, g, p, s]) => reference.rprop(w, g, p, s, down, up, low, high),
    };
  },
  asgd: (d) => {
    const n = d.of(sizes);
    const [eta, kappa, mu, lambda] = [d.rng.next(), d.rng.next(), d.of([1, 0.3]), d.of([0, 0.1])];
    return {
      operands: [d.floats(n), d.floats(n), d.floats(n)],
      kernel: ([w, g, a]) => kernels.asgd(w, g, a, eta, kappa, mu, lambda),
      plain: ([w, g, a]) => reference.asgd(w, g, a, eta, kappa, mu, lambda),
    };
  },
  dot: (d) => {
    const n = d.of(sizes);
    return {
      operands: [d.floats(n), d.floats(n)],
      kernel: ([x, y]) => kernels.dot(x, y),
      plain: ([x, y]) => reference.dot(x, y),
    };
  },
  maxAbs: (d) => ({
    operands: [d.floats(d.of(sizes))],
    kernel: ([x]) => kernels.maxAbs(x),
    plain: ([x]) => reference.maxAbs(x),
  }),
};
