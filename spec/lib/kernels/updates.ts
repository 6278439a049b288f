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
    const [alpha, beta1, beta2] = [d.rng.next(), d.rng.next(), d.rng.next()];
    const [rho, eps, lambda, kappa] = [d.rng.next(), 1e-8, d.of([0, 0.1]), d.of([1, 0.999])];
    const moments = [d.floats(n), d.floats(n), ...(d.chance() ? [d.floats(n)] : [])];
    return {
      operands: [d.floats(n), d.floats(n), ...moments],
      kernel: ([w, g, m, v, top]) => kernels.adam(w, g, m, v, top, alpha, beta1, beta2, rho, eps, lambda, kappa),
      plain: ([w, g, m, v, top]) => reference.adam(w, g, m, v, top, alpha, beta1, beta2, rho, eps, lambda, kappa),
    };
  },
};
