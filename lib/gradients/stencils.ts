/**
 * Numeric derivatives of a function E of one number, by differences over a step h.
 *
 *     forward     (E(w + h) − E(w)) / h                                            error h/2 E″
 *     central     (E(w + h) − E(w − h)) / 2h                                       error h²/6 E‴
 *     five-point  (E(w − 2h) − 8 E(w − h) + 8 E(w + h) − E(w + 2h)) / 12h          error h⁴/30 E⁽⁵⁾
 *
 * Rounding adds about 10⁻¹⁶ |E| / h to each.
 */
export type Order = "forward" | "central" | "five-point";

/** Steps in units of h, and the weights of E there; Σ weight · E(w + step h) / h is the derivative. */
const stencils: Readonly<Record<Order, readonly (readonly [step: number, weight: number])[]>> = {
  forward: [
    [0, -1],
    [1, 1],
  ],
  central: [
    [-1, -1 / 2],
    [1, 1 / 2],
  ],
  "five-point": [
    [-2, 1 / 12],
    [-1, -8 / 12],
    [1, 8 / 12],
    [2, -1 / 12],
  ],
};

/** The h at which the error of the stencil and that of rounding are about equally small, for numbers around 1. */
export const steps: Readonly<Record<Order, number>> = { forward: 1e-8, central: 1e-5, "five-point": 1e-3 };

/** The derivative at 0 of E, a function of the step. */
export function difference(order: Order, h: number, E: (step: number) => number): number {
  let sum = 0;
  for (const [step, weight] of stencils[order]) sum += weight * E(step * h);
  return sum / h;
}
