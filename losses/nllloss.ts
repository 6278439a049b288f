import { checkInteger, kept } from "../lib/check.ts";
import { ClassRows } from "../lib/classrows.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { classesLast, logLikelihood } from "../lib/expressions/likelihood.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkIndices, checkPlaces, ClassWeights, refuseTargets, type ClassOptions } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Negative log-likelihood of class indices t [batch, …] (int32) under log-probabilities y [batch, classes, …], of which i
 * counts the rows, or the places of all rows where further axes follow:
 *
 *     l_i = −w_t y_it          ∂l_i/∂y_ij = −w_t where j = t_i, else 0
 *
 * with w = weight [classes], all 1 by default. Places with t = ignoreIndex (−100) count nothing. E is the mean, which is
 * Σ l / Σ w_t, or 0 where none counts; or the sum, or l [batch, …].
 * @throws FpropError SHAPE, DTYPE; TARGET for an index outside 0 … classes − 1
 */
export class NLLLoss<R extends Reduction = "mean"> extends Loss<Tensor, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly weight: ClassWeights | undefined;
  readonly ignoreIndex: number;
  readonly rows: ClassRows = new ClassRows();
  y: Tensor | undefined;
  t: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;
  /** Σ w_t over the places that count. */
  total = 0;

  constructor({ reduction, weight, ignoreIndex = -100 }: { reduction?: R } & ClassOptions = {}) {
    super();
    this.reduction = new Reducer("NLLLoss", reduction);
    this.weight = weight === undefined ? undefined : new ClassWeights("NLLLoss", weight);
    checkInteger("NLLLoss", "ignoreIndex", ignoreIndex);
    this.ignoreIndex = ignoreIndex;
  }

  fprop(y: Tensor, t: Tensor): Reduced<R> {
    checkPlaces(this, y, this.weight);
    if (!(t instanceof Tensor) || t.dtype !== "int32") refuseTargets(this, t, y.shape.toSpliced(1, 1));
    checkIndices(this, t, y.shape, this.ignoreIndex);
    this.y = y;
    this.t = t;
    this.l = Tensor.reuse(this.l, y.dtype, t.shape);
    this.total = kernels.nll(this.l, this.rows.of(y), t, this.weight?.in(y.dtype), 0, this.ignoreIndex);
    return this.reduction.fprop(this.l, this.total);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const y = kept(this, this.y);
    const t = kept(this, this.t);
    const slope = this.reduction.slope(this, dE, kept(this, this.l), this.total);
    this.dy = Tensor.reuseLike(this.dy, y);
    const rows = this.rows.room(this.dy);
    kernels.nllBackward(rows, t, this.weight?.in(y.dtype), 0, this.ignoreIndex, slope);
    return this.rows.into(this.dy, this.reduction.bprop(rows, dE));
  }

  override express(y: Expression, t: Tensor): Expression {
    return logLikelihood(classesLast(y, t), t, this.reduction.kind, this.weight, this.ignoreIndex);
  }
}
