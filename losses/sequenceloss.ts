import { checkFloats, checkMatrix, checkRange, checkShape, kept, refuse } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { mean, mul, sum, view } from "../lib/expressions/operations.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { expressed, Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { sizeOf, Tensor } from "../lib/tensor.ts";

type Targets = readonly [t: Tensor, mask: Tensor];

/**
 * A loss for every step of sequences, of which some may be shorter: y is [batch, steps, …], and the targets are the
 * pair of t [batch, steps, …], what the loss wants of a step, and a mask m [batch, steps] in y's dtype, 1 where a step
 * counts, else 0.
 *
 *     l_iτ = m_iτ · mean of the loss's terms there     E = Σ l / Σ m, or 0 where no step counts; or Σ l, or l itself
 *
 * The loss has `reduction: "none"` and is given all steps as one batch; masked ones still need targets that it can use,
 * and finite outputs. Weights between 0 and 1 are masks, too. `new SequenceLoss(new CrossEntropyLoss({ reduction:
 * "none" }))`
 * @throws FpropError SHAPE, DTYPE; TARGET for an m outside [0, 1]; what the loss throws
 */
export class SequenceLoss<R extends Reduction = "mean"> extends Loss<Tensor, Targets, Reduced<R>> {
  readonly loss: Loss<Tensor, Tensor, Tensor>;
  readonly reduction: Reducer<R>;
  y: Tensor | undefined;
  m: Tensor | undefined;
  e: Tensor | undefined;
  l: Tensor | undefined;
  g: Tensor | undefined;
  de: Tensor | undefined;
  /** Σ m */
  total = 0;

  constructor(loss: Loss<Tensor, Tensor, Tensor>, { reduction }: { reduction?: R } = {}) {
    super();
    if (!(loss instanceof Loss)) refuse("ARGUMENT", this, "loss", "a Loss", loss);
    this.loss = loss;
    this.reduction = new Reducer(this, reduction);
  }

  fprop(y: Tensor, t: Targets): Reduced<R> {
    checkFloats(this, "y", y);
    checkMatrix(this, "y", y);
    const [batch, steps, ...rest] = y.shape;
    if (!Array.isArray(t) || t.length !== 2) refuse("TARGET", this, "t", "a pair of targets and mask", t);
    const [targets, m] = t;
    if (!(targets instanceof Tensor)) refuse("TARGET", this, "t[0]", "a Tensor", targets);
    checkShape(this, "t[0]", targets, [batch, steps, ...targets.shape.slice(2).map(() => "…")]);
    checkFloats(this, "mask", m, y.dtype);
    checkShape(this, "mask", m, [batch, steps]);
    checkRange(this, "mask", m, 0, 1, "TARGET");
    const each = (x: Tensor, more: readonly number[]): Tensor => x.reshape([batch * steps, ...more]);
    const e: unknown = this.loss.fprop(each(y, rest), each(targets, targets.shape.slice(2)));
    if (!(e instanceof Tensor)) refuse("ARGUMENT", this, "loss", 'one with reduction: "none"', e);
    const terms = e.size / (batch * steps);
    this.y = y;
    this.m = m;
    this.e = e;
    this.l = Tensor.reuseLike(this.l, m);
    kernels.sumPieces(this.l, e, terms, 1);
    kernels.scale(this.l, this.l, 1 / terms);
    kernels.multiply(this.l, this.l, m);
    this.total = kernels.sum(m);
    return this.reduction.fprop(this.l, this.total);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, m, e, l] = [kept(this, this.y), kept(this, this.m), kept(this, this.e), kept(this, this.l)];
    const terms = e.size / m.size;
    const slope = this.reduction.slope(this, dE, l, this.total);
    this.g = Tensor.reuseLike(this.g, m);
    this.de = Tensor.reuseLike(this.de, e);
    kernels.scale(this.g, m, slope / terms);
    this.reduction.bprop(this.g, dE);
    kernels.repeatPieces(this.de, this.g, terms, 1);
    return this.loss.bprop(this.de).reshape(y.shape);
  }

  override express(y: Expression, [targets, m]: Targets): Expression {
    const rows = view(y, "steps", ([batch, steps, ...rest]) => [batch * steps, ...rest]);
    const e = expressed(this.loss, rows, targets.reshape([m.size, ...targets.shape.slice(2)]));
    const l = mul(
      mean(
        view(e, "terms", (shape) => [...m.shape, sizeOf(shape) / m.size]),
        -1,
      ),
      m,
    );
    return this.reduction.kind === "mean" ? mul(sum(l), 1 / (kernels.sum(m) || 1)) : reduced(l, this.reduction.kind);
  }
}
