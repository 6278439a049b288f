import { ClassRows } from "../classrows.ts";
import * as kernels from "../kernels/index.ts";
import type { Reduction } from "../reduction.ts";
import { checkIndices, type ClassWeights } from "../targets.ts";
import type { Tensor } from "../tensor.ts";
import { toLast } from "./axes.ts";
import type { Expression } from "./expression.ts";
import type { Operation } from "./operation.ts";
import { make, mul, sum } from "./operations.ts";

/** Scores y [batch, classes, d₁, …] for targets t as [batch, d₁, …, classes]. */
export const classesLast = (y: Expression, t: Tensor): Expression =>
  t.shape.length > (t.dtype === "int32" ? 1 : 2) ? toLast(y, 1) : y;

/**
 * The negative log-likelihood of targets t under log-probabilities q [batch, d₁, …, classes]. It is linear in q, so
 * E = Σ d q with d = ∂E/∂q, which depends on t alone: class indices [batch, d₁, …] (int32), or probabilities
 * [batch, classes, d₁, …].
 */
export function logLikelihood(
  q: Expression,
  t: Tensor,
  reduction: Reduction,
  weight: ClassWeights | undefined,
  ignore: number,
  smoothing = 0,
): Expression {
  const indices = t.dtype === "int32";
  const rows = indices ? t : new ClassRows().of(t);
  const slope: Operation = {
    text: ([q]) => `∂E/∂${q}`,
    shape: ([q]) => q,
    value: (d, [q], spare) => {
      const [classes, w] = [q.shape[q.shape.length - 1], weight?.in(q.dtype)];
      const places = q.shape.slice(0, -1);
      if (indices) checkIndices("logLikelihood", t, places.toSpliced(1, 0, classes), ignore);
      const total = indices ? kernels.nll(spare(q, places), q, t, w, smoothing, ignore) : q.size / classes;
      const a = reduction !== "mean" ? 1 : total === 0 ? 0 : 1 / total;
      if (indices) kernels.nllBackward(d, t, w, smoothing, ignore, a);
      else kernels.softNllBackward(d, rows.dtype === q.dtype ? rows : rows.to(q.dtype), w, smoothing, a, classes);
    },
    forward: [],
    reverse: [],
  };
  const terms = mul(make(slope, q), q);
  return reduction === "none" ? sum(terms, -1) : sum(terms);
}
