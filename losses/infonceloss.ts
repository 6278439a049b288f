import { checkFloats, checkNumber, checkShape, checkTuple, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { logSoftmax, matmul, mul, transpose } from "../lib/expressions/operations.ts";
import { unit } from "../lib/expressions/terms.ts";
import { logLikelihood } from "../lib/expressions/likelihood.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkIndices, refuseTargets } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

type Pair = readonly [queries: Tensor, keys: Tensor];

/** The least length that a row is divided by, as in PyTorch's normalize. */
const EPS = 1e-12;

/**
 * Contrastive loss: each query is to find its key among all keys. Queries Q [batch, n], keys K [count, n], and t
 * [batch] (int32) says which key belongs to a query: 0, 1, 2, … where the keys are those of the same batch in its
 * order.
 *
 *     u = Q / ‖Q‖, v = K / ‖K‖ (row by row)     s = u vᵀ / temperature     l_i = −ln softmax(s_i)_t
 *     ds = softmax(s) − [j = t]   du = ds v / temperature   dv = dsᵀ u / temperature   dQ = (du − u (du·u)) / ‖Q‖, so dK
 *
 * E is the mean of l, the sum, or l itself. Van den Oord et al., 2018; the cosine as the score is SimCLR's and MoCo's.
 * @throws FpropError SHAPE, DTYPE; TARGET for an index that is no key's; ARGUMENT for a temperature not above 0
 */
export class InfoNCELoss<R extends Reduction = "mean"> extends Loss<Pair, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly temperature: number;
  y: Pair | undefined;
  t: Tensor | undefined;
  u: Tensor | undefined;
  v: Tensor | undefined;
  s: Tensor | undefined;
  q: Tensor | undefined;
  l: Tensor | undefined;
  dq: Tensor | undefined;
  ds: Tensor | undefined;
  du: Tensor | undefined;
  dv: Tensor | undefined;
  dQ: Tensor | undefined;
  dK: Tensor | undefined;

  constructor({ reduction, temperature = 0.1 }: { reduction?: R; temperature?: number } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkNumber(this, "temperature", temperature, Number.MIN_VALUE);
    this.temperature = temperature;
  }

  fprop(y: Pair, t: Tensor): Reduced<R> {
    checkTuple(this, y, 2, "y");
    const [Q, K] = y;
    checkFloats(this, "queries", Q);
    checkShape(this, "queries", Q, ["batch", "n"]);
    const [batch, n] = Q.shape;
    checkFloats(this, "keys", K, Q.dtype);
    checkShape(this, "keys", K, ["count", n]);
    const scores = [batch, K.shape[0]];
    if (!(t instanceof Tensor) || t.dtype !== "int32") refuseTargets(this, t, [batch]);
    checkIndices(this, t, scores, 0);
    this.y = [Q, K];
    this.t = t;
    this.u = Tensor.reuseLike(this.u, Q);
    this.v = Tensor.reuseLike(this.v, K);
    this.s = Tensor.reuse(this.s, Q.dtype, scores);
    this.q = Tensor.reuseLike(this.q, this.s);
    this.l = Tensor.reuse(this.l, Q.dtype, [batch]);
    kernels.unitRows(this.u, Q, n, EPS);
    kernels.unitRows(this.v, K, n, EPS);
    kernels.gemmNT(this.s, this.u, this.v, batch, K.shape[0], n);
    kernels.scale(this.s, this.s, 1 / this.temperature);
    kernels.logSoftmax(this.q, this.s, K.shape[0]);
    kernels.nll(this.l, this.q, t, undefined, 0, -1);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Pair {
    const [[Q, K], t, q] = [kept(this, this.y), kept(this, this.t), kept(this, this.q)];
    const [u, v, s] = [kept(this, this.u), kept(this, this.v), kept(this, this.s)];
    const [[batch, n], [count]] = [Q.shape, K.shape];
    const slope = this.reduction.slope(this, dE, kept(this, this.l)) / this.temperature;
    [this.dq, this.ds] = [Tensor.reuseLike(this.dq, s), Tensor.reuseLike(this.ds, s)];
    kernels.nllBackward(this.dq, t, undefined, 0, -1, slope);
    kernels.logSoftmaxBackward(this.ds, this.dq, q, count);
    this.reduction.bprop(this.ds, dE);
    [this.du, this.dv] = [Tensor.reuseLike(this.du, u), Tensor.reuseLike(this.dv, v)];
    kernels.gemmNN(this.du, this.ds, v, batch, n, count);
    kernels.gemmTN(this.dv, this.ds, u, count, n, batch);
    [this.dQ, this.dK] = [Tensor.reuseLike(this.dQ, Q), Tensor.reuseLike(this.dK, K)];
    kernels.unitRowsBackward(this.dQ, this.du, Q, u, n, EPS);
    kernels.unitRowsBackward(this.dK, this.dv, K, v, n, EPS);
    return [this.dQ, this.dK];
  }

  override express([Q, K]: readonly [Expression, Expression], t: Tensor): Expression {
    const s = mul(matmul(unit(Q), transpose(unit(K))), 1 / this.temperature);
    return logLikelihood(logSoftmax(s), t, this.reduction.kind, undefined, -1);
  }
}
