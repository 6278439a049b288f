import { checkCount, checkFloats, checkShape, kept, refuse } from "../lib/check.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkLabels, packLengths, type Labels } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

/**
 * Connectionist temporal classification: −ln of the probability that a sequence of steps says a shorter sequence of
 * labels, summed over all alignments. A step says a class or nothing (blank); equal labels next to each other need a
 * blank between.
 *
 *     y [batch, steps, classes] are log-probabilities; t = [labels [batch, width], steps [batch], counts [batch]], int32,
 *     where the last two say how many steps of y and how many labels of a row count
 *
 *     l = −ln Σ_alignments e^(Σ_τ y)          ∂l/∂y_τk = −(share of the alignments that say k at τ), by α β / p
 *
 * computed in logarithms. Where there is no alignment l is ∞, with zeroInfinity 0, and the gradient is 0. E is the mean
 * of l / max(count, 1) as in PyTorch, the sum of l, or l [batch] itself. The batch comes first, unlike there, and dy is
 * the derivative for y itself: after a LogSoftmax both libraries give the same. Graves et al., 2006.
 * @throws FpropError SHAPE, DTYPE; TARGET for labels that are no classes or blank, and lengths that do not fit
 */
export class CTCLoss<R extends Reduction = "mean"> extends Loss<Tensor, Labels, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly blank: number;
  readonly zeroInfinity: boolean;
  y: Tensor | undefined;
  t: Tensor | undefined;
  /** Numbers of steps and labels [batch, 2]. */
  n: Tensor | undefined;
  alpha: Tensor | undefined;
  l: Tensor | undefined;
  dy: Tensor | undefined;

  constructor({
    reduction,
    blank = 0,
    zeroInfinity = false,
  }: { reduction?: R; blank?: number; zeroInfinity?: boolean } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkCount(this, "blank", blank, 0);
    this.blank = blank;
    this.zeroInfinity = zeroInfinity;
  }

  fprop(y: Tensor, t: Labels): Reduced<R> {
    checkFloats(this, "y", y);
    checkShape(this, "y", y, ["batch", "steps", "classes"]);
    const [batch, steps, classes] = y.shape;
    if (this.blank >= classes) refuse("SHAPE", this, "y", `scores of more than ${this.blank} classes`, `${classes}`);
    checkLabels(this, t, y.shape, this.blank);
    const [labels] = t;
    const mean = this.reduction.kind === "mean";
    this.y = y;
    this.t = labels;
    this.n = Tensor.reuse(this.n, "int32", [batch, 2]);
    this.alpha = Tensor.reuse(this.alpha, y.dtype, [batch, steps + 1, 2 * labels.shape[1] + 1]);
    this.l = Tensor.reuse(this.l, y.dtype, [batch]);
    packLengths(this.n, t);
    kernels.ctc(this.l, this.alpha, y, labels, this.n, this.blank, mean, this.zeroInfinity);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Tensor {
    const [y, t, n, alpha] = [kept(this, this.y), kept(this, this.t), kept(this, this.n), kept(this, this.alpha)];
    const slope = this.reduction.slope(this, dE, kept(this, this.l));
    this.dy = Tensor.reuseLike(this.dy, y);
    kernels.ctcBackward(this.dy, alpha, y, t, n, this.blank, slope, this.reduction.kind === "mean");
    return this.reduction.bprop(this.dy, dE);
  }
}
