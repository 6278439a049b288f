import { checkAlike, checkFloats, checkNumber, checkShape, kept } from "../lib/check.ts";
import type { Expression } from "../lib/expressions/expression.ts";
import { add, mul, relu, sub } from "../lib/expressions/operations.ts";
import { cosine } from "../lib/expressions/terms.ts";
import { reduced } from "../lib/expressions/reduced.ts";
import * as kernels from "../lib/kernels/index.ts";
import { Loss } from "../lib/loss.ts";
import { Reducer, type Reduced, type Reduction } from "../lib/reduction.ts";
import { checkSigns } from "../lib/targets.ts";
import { Tensor } from "../lib/tensor.ts";

type Pair = readonly [x1: Tensor, x2: Tensor];

/** What PyTorch adds to the squared lengths. */
const EPS = 1e-12;

/**
 * With the cosine c = x₁·x₂ / (‖x₁‖ ‖x₂‖) of the rows of x₁ and x₂ [batch, n], and t [batch] in {−1, 1}:
 *
 *     l = 1 − c where t = 1, max(0, c − margin) where t = −1     dc = −1 where t = 1, else 1 where c > margin, else 0
 *     dx₁ = dc (x₂ / (‖x₁‖ ‖x₂‖) − c x₁ / ‖x₁‖²), and dx₂ with the two in each other's place
 *
 * E is the mean of l [batch], the sum, or l itself. y is the pair [x₁, x₂], and so is dy.
 * @throws FpropError SHAPE, DTYPE; TARGET for a t that is neither −1 nor 1
 */
export class CosineEmbeddingLoss<R extends Reduction = "mean"> extends Loss<Pair, Tensor, Reduced<R>> {
  readonly reduction: Reducer<R>;
  readonly margin: number;
  x1: Tensor | undefined;
  x2: Tensor | undefined;
  t: Tensor | undefined;
  c: Tensor | undefined;
  l: Tensor | undefined;
  dc: Tensor | undefined;
  dx1: Tensor | undefined;
  dx2: Tensor | undefined;

  constructor({ reduction, margin = 0 }: { reduction?: R; margin?: number } = {}) {
    super();
    this.reduction = new Reducer(this, reduction);
    checkNumber(this, "margin", margin, -1, 1);
    this.margin = margin;
  }

  fprop(y: Pair, t: Tensor): Reduced<R> {
    checkAlike(this, ["x1", "x2"], y);
    const [x1, x2] = y;
    checkShape(this, "x1", x1, ["batch", "n"]);
    checkFloats(this, "t", t, x1.dtype);
    checkShape(this, "t", t, [x1.shape[0]]);
    checkSigns(this, t);
    this.x1 = x1;
    this.x2 = x2;
    this.t = t;
    this.c = Tensor.reuseLike(this.c, t);
    this.l = Tensor.reuseLike(this.l, t);
    kernels.cosines(this.c, x1, x2, EPS);
    kernels.cosineEmbedding(this.l, this.c, t, this.margin);
    return this.reduction.fprop(this.l);
  }

  bprop(dE?: Reduced<R>): Pair {
    const [x1, x2, t, c] = [kept(this, this.x1), kept(this, this.x2), kept(this, this.t), kept(this, this.c)];
    const slope = this.reduction.slope(this, dE, kept(this, this.l));
    this.dc = Tensor.reuseLike(this.dc, c);
    this.dx1 = Tensor.reuseLike(this.dx1, x1);
    this.dx2 = Tensor.reuseLike(this.dx2, x2);
    kernels.cosineEmbeddingBackward(this.dc, c, t, slope, this.margin);
    this.reduction.bprop(this.dc, dE);
    kernels.cosinesBackward(this.dx1, this.dc, x1, x2, EPS);
    kernels.cosinesBackward(this.dx2, this.dc, x2, x1, EPS);
    return [this.dx1, this.dx2];
  }

  override express([x1, x2]: readonly [Expression, Expression], t: Tensor): Expression {
    const [c, alike] = [cosine(x1, x2, EPS), mul(0.5, add(1, t))];
    const l = add(mul(alike, sub(1, c)), mul(sub(1, alike), relu(sub(c, this.margin))));
    return reduced(l, this.reduction.kind);
  }
}
