import { adviseAgainst } from "../lib/advice.ts";
import { checkInteger, checkLike, checkNumber, checkRange, kept } from "../lib/check.ts";
import { ClassRows } from "../lib/classrows.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { classesLast, logLikelihood } from "../lib/expressions/likelihood.ts";
import { logSoftmax } from "../lib/expressions/operations.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkIndices, checkPlaces, ClassWeights, refuseTargets, type ClassOptions } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Cross-entropy of softmax(y), from the logits y [batch, classes, …], of which i counts the rows, or the places of all rows
 * where further axes follow:
 *
 *     q = y − ln Σ eʸ          l_i = −Σ_j w_j τ_ij q_ij          ∂l_i/∂y_ij = e^q_ij Σ_k w_k τ_ik − w_j τ_ij
 *
 * The targets t are class indices [batch, …] (int32), τ_i then 1 at t_i and 0 elsewhere, or probabilities τ = t
 * [batch, classes, …]. labelSmoothing ε makes it (1 − ε) τ + ε / classes; w = weight [classes], all 1 by default. Places
 * with t = ignoreIndex (−100) count nothing. E is the mean, which for indices is Σ l / Σ w_t (0 where none counts) and for
 * probabilities Σ l over their number; or the sum, or l [batch, …]. Finite for all logits up to ±10³⁸ (±10³⁰⁰ in float64).
 * Lecture slides 7, 43 and 44; PyTorch's arguments.
 * @throws FpropError SHAPE, DTYPE; TARGET for an index outside 0 … classes − 1 or a probability outside [0, 1]
 */
export class CrossEntropyLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly weight: ClassWeights | undefined;
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
  readonly yRows: ClassRows = new ClassRows();
  readonly tRows: ClassRows = new ClassRows();
  y: Tensor | undefined;
  /** Class indices, or the rows of probabilities. */
  t: Tensor | undefined;
  q: Tensor | undefined;
  l: Tensor | undefined;
  dq: Tensor | undefined;
  dy: Tensor | undefined;
  /** Σ w_t over the places that count; the number of places for probabilities. */
  total = 0;

  constructor({
    reduction,
    weight,
    ignoreIndex = -100,
    labelSmoothing = 0,
  }: { reduction?: R; labelSmoothing?: number } & ClassOptions = {}) {
    super();
    this.reduction = new Reducer("CrossEntropyLoss", reduction);
    this.weight = weight === undefined ? undefined : new ClassWeights("CrossEntropyLoss", weight);
    checkInteger("CrossEntropyLoss", "ignoreIndex", ignoreIndex);
    this.ignoreIndex = ignoreIndex;
    checkNumber("CrossEntropyLoss", "labelSmoothing", labelSmoothing, 0, 1);
    this.labelSmoothing = labelSmoothing;
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkPlaces(this, y, this.weight);
    const [batch, classes, ...d] = y.shape;
    const indices = t instanceof Tensor && t.dtype === "int32";
    if (indices) checkIndices(this, t, y.shape, this.ignoreIndex);
    else {
      if (!(t instanceof Tensor) || t.shape.length !== y.shape.length) refuseTargets(this, t, [batch, ...d], y.shape);
      checkLike(this, "t", t, y);
      checkRange(this, "t", t, 0, 1, "TARGET");
    }
    adviseAgainst(y, "Softmax", "CrossEntropyLoss", "Leave the Softmax out: this loss takes logits.");

    const w = this.weight?.in(y.dtype);
    const rows = this.yRows.of(y);
    this.y = y;
    this.t = indices ? t : this.tRows.of(t);
    this.q = Tensor.reuseLike(this.q, rows);
    this.l = Tensor.reuse(this.l, y.dtype, [batch, ...d]);
    kernels.logSoftmax(this.q, rows, classes);
    this.total = this.l.size;
    if (indices) this.total = kernels.nll(this.l, this.q, t, w, this.labelSmoothing, this.ignoreIndex);
    else kernels.softNll(this.l, this.q, this.t, w, this.labelSmoothing);
    return this.reduction.fprop(this.l, this.total);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, t, q] = [kept(this, this.y), kept(this, this.t), kept(this, this.q)];
    const slope = this.reduction.slope(this, dE, kept(this, this.l), this.total);
    const w = this.weight?.in(q.dtype);
    this.dq = Tensor.reuseLike(this.dq, q);
    if (t.dtype === "int32") kernels.nllBackward(this.dq, t, w, this.labelSmoothing, this.ignoreIndex, slope);
    else kernels.softNllBackward(this.dq, t, w, this.labelSmoothing, slope, y.shape[1]);
    this.dy = Tensor.reuseLike(this.dy, y);
    const rows = this.yRows.room(this.dy);
    kernels.logSoftmaxBackward(rows, this.dq, q, y.shape[1]);
    return this.yRows.into(this.dy, this.reduction.bprop(rows, dE));
  }

  override express(y: Expression, t: Tensor): Expression {
    const q = logSoftmax(classesLast(y, t));
    return logLikelihood(q, t, this.reduction.kind, this.weight, this.ignoreIndex, this.labelSmoothing);
  }
}
