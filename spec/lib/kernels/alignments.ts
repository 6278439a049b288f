import * as kernels from "../../../lib/kernels/index.ts";
import * as reference from "../../../lib/kernels/reference/index.ts";
import { Tensor } from "../../../lib/tensor.ts";
import type { Cases, Draw } from "./harness.ts";

/** Steps, labels and their numbers; some rows have too few steps for their labels. */
function sequences(d: Draw): Record<"rows" | "steps" | "classes" | "width" | "blank", number> & { n: Tensor } {
  const [rows, steps, classes, width] = [d.of([1, 2, 3]), d.of([1, 2, 5, 6]), d.of([2, 3, 5]), d.of([1, 2, 3])];
  const n = Array.from({ length: rows }, () => [1 + d.rng.integer(steps), d.rng.integer(width + 1)]).flat();
  return { rows, steps, classes, width, blank: d.rng.integer(classes), n: Tensor.from(n, [2 * rows], "int32") };
}

export const cases: Cases = {
  ctc: (d) => {
    const { rows, steps, classes, width, blank, n } = sequences(d);
    const [y, t] = [d.floats(rows * steps * classes), d.integers(rows * width, classes)];
    const alpha = Tensor.zeros([rows * (steps + 1) * (2 * width + 1)], d.dtype);
    const [mean, finite] = [d.chance(), d.chance()];
    return {
      operands: [d.floats(rows), alpha, y, t, n],
      kernel: ([l, a, y, t, n]) => kernels.ctc(l, a, y.reshape([rows, steps, classes]), t, n, blank, mean, finite),
      plain: ([l, a, y, t, n]) => reference.ctc(l, a, y, t, n, blank, steps, mean, finite),
    };
  },
  ctcBackward: (d) => {
    const { rows, steps, classes, width, blank, n } = sequences(d);
    const [y, t] = [d.floats(rows * steps * classes), d.integers(rows * width, classes)];
    const alpha = Tensor.zeros([rows * (steps + 1) * (2 * width + 1)], d.dtype);
    const [l, a, mean] = [d.floats(rows), d.rng.normal(), d.chance()];
    reference.ctc(l.data, alpha.data, y.data, t.data, n.data, blank, steps, false, false);
    return {
      operands: [d.floats(rows * steps * classes), alpha, y, t, n],
      kernel: ([dy, al, y, t, n]) =>
        kernels.ctcBackward(dy, al, y.reshape([rows, steps, classes]), t, n, blank, a, mean),
      plain: ([dy, al, y, t, n]) => reference.ctcBackward(dy, al, y, t, n, blank, steps, a, mean),
    };
  },
};
