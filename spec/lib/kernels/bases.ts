import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Tensor } from "../../../lib/tensor.ts";
import { rowCounts, columnCounts, type Cases, type Draw } from "./harness.ts";

/** A plan of monomials: each is one before it, or 1, times an input. */
function monomialPlan(d: Draw): { rows: number; n: number; count: number; plan: Tensor } {
  const [rows, n, count] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
  const steps = Array.from({ length: count }, (_, m) => [d.rng.integer(m + 1) - 1, d.rng.integer(n)]);
  return { rows, n, count, plan: Tensor.from(steps.flat(), [2 * count], "int32") };
}

export const cases: Cases = {
  monomials: (d) => {
    const { rows, n, count, plan } = monomialPlan(d);
    return {
      operands: [d.floats(rows * count), d.floats(rows * n), plan],
      kernel: ([y, x, p]) => kernels.monomials(y, x, p, n),
      plain: ([y, x, p]) => reference.monomials(y, x, p, rows),
    };
  },
  monomialsBackward: (d) => {
    const { rows, n, count, plan } = monomialPlan(d);
    const [x, y] = [d.floats(rows * n), d.floats(rows * count)];
    return {
      operands: [d.floats(rows * n), d.floats(rows * count), x, y, plan],
      kernel: ([dx, g, xs, ys, p]) => kernels.monomialsBackward(dx, g, xs, ys, p, n),
      plain: ([dx, g, xs, ys, p]) => reference.monomialsBackward(dx, g, xs, ys, p, rows),
    };
  },
  squaredDistances: (d) => {
    const [rows, n, count, a] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts), d.rng.normal()];
    return {
      operands: [d.floats(rows * count), d.floats(rows * n), d.floats(count * n)],
      kernel: ([y, x, c]) => kernels.squaredDistances(y, x, c, a, n),
      plain: ([y, x, c]) => reference.squaredDistances(y, x, c, a, n),
    };
  },
  squaredDistancesBackward: (d) => {
    const [rows, n, count] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(rows * n), d.floats(rows * count), d.floats(rows * n), d.floats(count * n)],
      kernel: ([dx, g, x, c]) => kernels.squaredDistancesBackward(dx, g, x, c, n),
      plain: ([dx, g, x, c]) => reference.squaredDistancesBackward(dx, g, x, c, n),
    };
  },
  addCentresBackward: (d) => {
    const [rows, n, count] = [d.of(rowCounts), d.of([1, 2, 3, 5]), d.of(columnCounts)];
    return {
      operands: [d.floats(count * n), d.floats(rows * count), d.floats(rows * n), d.floats(count * n)],
      kernel: ([dc, g, x, c]) => kernels.addCentresBackward(dc, g, x, c, n),
      plain: ([dc, g, x, c]) => reference.addCentresBackward(dc, g, x, c, n),
    };
  },
};
