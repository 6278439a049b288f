import * as kernels from "../kernels/index.ts";
import { Tensor } from "../tensor.ts";
import type { Expression, Operand } from "./expression.ts";
import type { Operation, Spare } from "./operation.ts";
import { make } from "./operations.ts";
import { product } from "./shapes.ts";

/** Sums, means and largest of the rows of a table that bags of indices name; linear in the table, or piecewise. */

type Mode = "sum" | "mean" | "max";

/** Indices, and where each bag of them begins: at o, or else at each row of t. */
function bagsOf(t: Tensor, o: Tensor | undefined, spare: Spare): [t: Tensor, o: Tensor] {
  const whole = spare({ dtype: "int32" }, [t.size]);
  whole.data.set(t.data);
  const starts = spare({ dtype: "int32" }, [o?.size ?? t.shape[0]]);
  for (let i = 0; i < starts.size; i++) starts.data[i] = o === undefined ? i * t.shape[1] : o.data[i];
  return [whole, starts];
}

/** y [bags, n] of w [rows, n]; the index `skip` counts nothing */
export function bags(w: Operand, at: readonly Expression[], mode: Mode, skip: number): Expression {
  /** The rows that the largest of w come from. */
  const largest = (y: Tensor, w: Tensor, t: Tensor, o: Tensor, spare: Spare): Tensor => {
    const k = spare({ dtype: "int32" }, y.shape);
    kernels.bagMax(y, k, w, t, o, w.shape[1], skip);
    return k;
  };
  // d is what is bagged: w itself, or a change of it; of the largest, w says which.
  const forth: Operation = {
    text: ([d]) => `${mode} of bags of ${d}`,
    shape: ([d, , t, o]) => [(o ?? t)[0], d[1]],
    flops: (y, [, , t]) => product(t) * y[1],
    value: (y, [d, w, t, o], spare) => {
      const [indices, starts] = bagsOf(t, o, spare);
      if (mode !== "max") return kernels.bagSums(y, d, indices, starts, d.shape[1], skip, mode === "mean");
      const k = largest(y, w, indices, starts, spare);
      for (let i = 0; i < y.size; i++)
        y.data[i] = k.data[i] < 0 ? 0 : d.data[k.data[i] * d.shape[1] + (i % d.shape[1])];
    },
    told: { kind: "bags", mode, skip },
    forward: [(dd, [, w, ...at]) => make(forth, dd, w, ...at)],
    reverse: [(dy, [, w, ...at]) => make(back, dy, w, ...at)],
  };
  const back: Operation = {
    text: ([dy]) => `${dy} to the rows of the bags`,
    shape: ([, w]) => w,
    flops: (_, [dy, , t]) => product(t) * dy[1],
    value: (dw, [dy, w, t, o], spare) => {
      const [indices, starts] = bagsOf(t, o, spare);
      kernels.clear(dw);
      if (mode !== "max") kernels.addBagSumsBackward(dw, dy, indices, starts, w.shape[1], skip, mode === "mean");
      else kernels.addBagMaxBackward(dw, dy, largest(spare(dy, dy.shape), w, indices, starts, spare), w.shape[1]);
    },
    forward: [(dd, [, w, ...at]) => make(back, dd, w, ...at)],
    reverse: [(d, [, w, ...at]) => make(forth, d, w, ...at)],
  };
  return make(forth, w, w, ...at);
}
