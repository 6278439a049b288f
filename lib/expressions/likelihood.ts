import * as kernels from "../kernels/index.ts";
import type { Reduction } from "../reduction.ts";
import { checkIndices, type ClassWeights } from "../targets.ts";
import type { Tensor } from "../tensor.ts";
import type { Expression } from "./expression.ts";
import type { Operation } from "./operation.ts";
import { make, mul, sum } from "./operations.ts";

/**
 * The negative log-likelihood of targets t under log-probabilities q [batch, classes]. It is linear in q, so E = Σ d q with
 * d = ∂E/∂q, which depends on t alone: class indices [batch] (int32), or probabilities [batch, classes].
 */
export function logLikelihood(
  q: Expression,
  t: Tensor,
  reduction: Reduction,
  weight: ClassWeights | undefined,
  ignore: number,
  smoothing = 0,
): Expression {
  const slope: Operation = {
    text: ([q]) => `∂E/∂${q}`,
    shape: ([q]) => q,
    value: (d, [q], spare) => {
      const [batch, classes] = q.shape;
      const w = weight?.in(q.dtype);
      const indices = t.dtype === "int32";
      if (indices) checkIndices("logLikelihood", t, q.shape, ignore);
      const total = indices ? kernels.nll(spare(q, [batch]), q, t, w, smoothing, ignore) : batch;
      const a = reduction !== "mean" ? 1 : total === 0 ? 0 : 1 / total;
      if (indices) kernels.nllBackward(d, t, w, smoothing, ignore, a);
      else kernels.softNllBackward(d, t.dtype === q.dtype ? t : t.to(q.dtype), w, smoothing, a, classes);
    },
    forward: [],
    reverse: [],
  };
  const terms = mul(make(slope, q), q);
  return reduction === "none" ? sum(terms, -1) : sum(terms);
}
